import { countFailure, countHealthy } from './breaker.ts'
import type { Fate } from './fates.ts'
import { kick } from './kick.ts'
import { cleanUpPlan, drainPlan, type LifeEvent, type LifeStep } from './life-plan.ts'
import { note } from './service-events.ts'
import { changed, type EcsState, type SimulatedService, type Task, type TaskContainer, type TaskStop } from './state.ts'
import { type ContainerExit, cannotPull, containerExited, exitOf, failedHealthCheck } from './stop-reasons.ts'
import { emitTask } from './task-view.ts'
import { draw } from './timings.ts'

/** A task on its way, with what decides its end. */
export interface TaskLife {
  readonly service: SimulatedService
  readonly task: Task
  readonly fate: Fate
  /** The container that brings it down. */
  readonly culprit?: TaskContainer | undefined
}

const HOUR = 3_600_000

/** Lets a plan happen, step by step; only the next step has a timer. */
export function follow(ecs: EcsState, life: TaskLife, plan: readonly LifeStep[]): void {
  life.task.plan = plan
  followFrom(ecs, life, ecs.world.clock.now())
}

function followFrom(ecs: EcsState, life: TaskLife, madeAt: number): void {
  const { task } = life
  const [step, ...rest] = task.plan
  if (!step) return
  task.plan = rest
  task.timer = ecs.world.clock.at(
    Math.round(madeAt + step.after * 1000),
    `ecs task ${task.id.slice(0, 8)}: ${step.what}`,
    () => {
      task.timer = undefined
      happen(ecs, life, step.what)
      if (task.timer === undefined) followFrom(ecs, life, madeAt)
      changed(ecs, life.service)
    },
  )
}

function happen(ecs: EcsState, life: TaskLife, what: LifeEvent): void {
  const { service, task } = life
  if (what === 'healthy') becomeHealthy(ecs, service, task)
  else if (what === 'exit') exit(ecs, life)
  else if (what === 'pull-failed') failPull(ecs, life)
  else if (what === 'health-check-failed') failHealthCheck(ecs, service, task)
  else if (what === 'STOPPED') becomeStopped(ecs, service, task)
  else pass(ecs, service, task, what)
}

function failPull(ecs: EcsState, { service, task, culprit }: TaskLife): void {
  cleanUp(ecs, service, task, cannotPull(task.containers.find(({ digest }) => !digest) ?? culprit))
}

function failHealthCheck(ecs: EcsState, service: SimulatedService, task: Task): void {
  stopRunning(ecs, service, task, failedHealthCheck(service), draw(ecs.random, service.timings.stopFailed))
}

function pass(ecs: EcsState, service: SimulatedService, task: Task, status: Task['lastStatus']): void {
  const now = ecs.world.clock.now()
  if (status === 'PENDING') task.pullStartedAt = now
  if (status === 'ACTIVATING') task.pullStoppedAt = now
  if (status === 'RUNNING') run(task, now)
  if (status === 'DEPROVISIONING') stopContainers(task, now)
  setStatus(ecs, service, task, status)
}

function run(task: Task, now: number): void {
  task.startedAt = now
  task.deployment.failedStarts = 0
  for (const container of task.containers) container.lastStatus = 'RUNNING'
}

function setStatus(ecs: EcsState, service: SimulatedService, task: Task, status: Task['lastStatus']): void {
  task.lastStatus = status
  task.version += 1
  task.updatedAt = ecs.world.clock.now()
  emitTask(ecs, service, task)
}

function becomeHealthy(ecs: EcsState, service: SimulatedService, task: Task): void {
  task.isHealthy = true
  task.wasHealthy = true
  countHealthy(service, task.deployment)
  kick(ecs, service)
}

function exit(ecs: EcsState, { service, task, fate, culprit }: TaskLife): void {
  const end: ContainerExit = exitOf(fate)
  if (culprit) Object.assign(culprit, end)
  cleanUp(ecs, service, task, containerExited())
}

/** Ends a task of which nothing runs any more (or ever did). */
function cleanUp(ecs: EcsState, service: SimulatedService, task: Task, stop: TaskStop): void {
  beginStop(ecs, task, stop)
  stopContainers(task, ecs.world.clock.now())
  setStatus(ecs, service, task, 'DEPROVISIONING')
  const fate = { name: 'healthy' } as const
  follow(ecs, { service, task, fate }, cleanUpPlan(draw(ecs.random, service.timings.stopFailed)))
}

function stopRunning(ecs: EcsState, service: SimulatedService, task: Task, stop: TaskStop, seconds: number): void {
  beginStop(ecs, task, stop)
  setStatus(ecs, service, task, 'DEACTIVATING')
  follow(ecs, { service, task, fate: { name: 'healthy' } }, drainPlan(seconds))
}

/** Stops a task from outside: the scheduler, a person, the platform. A task that is stopping already goes on. */
export function stopTask(ecs: EcsState, service: SimulatedService, task: Task, stop: TaskStop): void {
  if (task.desiredStatus === 'STOPPED') return
  note(ecs, service, `has stopped 1 running tasks: (task ${task.id}).`)
  if (task.lastStatus !== 'RUNNING') {
    cleanUp(ecs, service, task, stop)
    return
  }
  const seconds = draw(ecs.random, service.timings.drain) + service.timings.stretch / 2
  stopRunning(ecs, service, task, stop, seconds)
}

function beginStop(ecs: EcsState, task: Task, stop: TaskStop): void {
  if (task.timer) ecs.world.clock.cancel(task.timer)
  task.timer = undefined
  task.plan = []
  task.stop = stop
  task.desiredStatus = 'STOPPED'
  task.isHealthy = false
  task.stoppingAt = ecs.world.clock.now()
}

/** Containers that ran and were asked to end exit with 0; those that never ran have no exit code. */
function stopContainers(task: Task, now: number): void {
  task.executionStoppedAt ??= now
  for (const container of task.containers) {
    if (container.lastStatus === 'RUNNING') container.exitCode ??= 0
    container.lastStatus = 'STOPPED'
  }
}

function becomeStopped(ecs: EcsState, service: SimulatedService, task: Task): void {
  const now = ecs.world.clock.now()
  task.stoppedAt = now
  setStatus(ecs, service, task, 'STOPPED')
  service.tasks.delete(task)
  service.isSteady = false
  rememberStopped(ecs, task, now)
  if (task.stop?.counts && !task.wasHealthy) countFailure(ecs, service, task)
  kick(ecs, service)
}

/** Stopped tasks can be described for an hour. */
function rememberStopped(ecs: EcsState, task: Task, now: number): void {
  ecs.stoppedTasks.push(task)
  while ((ecs.stoppedTasks[0]?.stoppedAt ?? now) < now - HOUR) {
    const old = ecs.stoppedTasks.shift()
    if (old) ecs.tasks.delete(old.arn)
  }
}
