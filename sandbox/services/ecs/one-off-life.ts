import { mainContainer, oneOffFate, startFailure } from './one-off-fate.ts'
import type { OneOffTask } from './one-off-task.ts'
import { oneOffView } from './one-off-view.ts'
import type { EcsState, TaskStop } from './state.ts'
import { emitTaskView } from './task-view.ts'
import { draw, timingsWith } from './timings.ts'

/** Something that happens so many seconds after the plan was made. */
interface Moment {
  readonly after: number
  readonly what: string
  readonly happen: () => void
}

const TIMINGS = timingsWith()
/** A container that does not heed SIGTERM is killed after this. */
const KILLED_AFTER_SECONDS = 30
const KILLED = 137

/** Lets a task that was admitted live: it is placed, starts, runs, and ends as its fate says. */
export function beginOneOff(ecs: EcsState, task: OneOffTask): void {
  const fate = oneOffFate(ecs, task)
  emit(ecs, task)
  const pending = draw(ecs.random, TIMINGS.pending)
  const failure = startFailure(task, fate)
  const placed: Moment = { after: pending, what: 'PENDING', happen: () => pass(ecs, task, 'PENDING') }
  if (failure !== undefined) {
    const after = pending + draw(ecs.random, failure.startsWith('CannotPull') ? TIMINGS.pullFails : TIMINGS.pending)
    const stop = { code: 'TaskFailedToStart', reason: failure, counts: false, keepsPlace: false } as const
    follow(ecs, task, [placed, { after, what: 'cannot start', happen: () => cleanUp(ecs, task, stop) }])
    return
  }
  const running = pending + draw(ecs.random, TIMINGS.running)
  const moments: Moment[] = [
    placed,
    { after: running - 3, what: 'ACTIVATING', happen: () => pass(ecs, task, 'ACTIVATING') },
    { after: running, what: 'RUNNING', happen: () => pass(ecs, task, 'RUNNING') },
  ]
  const exit = { after: running + (fate.afterSeconds ?? 0), what: 'exit', happen: () => exits(ecs, task) }
  follow(ecs, task, fate.ends === 'hangs' ? moments : [...moments, exit])
}

/** Stops a task from outside. One that is stopping already goes on. */
export function stopOneOff(ecs: EcsState, task: OneOffTask, stop: TaskStop): void {
  if (task.desiredStatus === 'STOPPED') return
  if (task.lastStatus !== 'RUNNING') {
    cleanUp(ecs, task, stop)
    return
  }
  beginStop(ecs, task, stop)
  setStatus(ecs, task, 'DEACTIVATING')
  const gone = KILLED_AFTER_SECONDS + draw(ecs.random, TIMINGS.stopFailed)
  follow(ecs, task, [
    { after: 1, what: 'STOPPING', happen: () => setStatus(ecs, task, 'STOPPING') },
    { after: KILLED_AFTER_SECONDS, what: 'killed', happen: () => killed(ecs, task) },
    { after: gone, what: 'STOPPED', happen: () => stopped(ecs, task) },
  ])
}

function follow(ecs: EcsState, task: OneOffTask, moments: readonly Moment[], madeAt = ecs.world.clock.now()): void {
  const [next, ...rest] = moments
  if (!next) return
  const what = `ecs task ${task.id.slice(0, 8)}: ${next.what}`
  task.timer = ecs.world.clock.at(Math.round(madeAt + next.after * 1000), what, () => {
    task.timer = undefined
    next.happen()
    if (task.timer === undefined) follow(ecs, task, rest, madeAt)
  })
}

function pass(ecs: EcsState, task: OneOffTask, status: 'PENDING' | 'ACTIVATING' | 'RUNNING'): void {
  const now = ecs.world.clock.now()
  if (status === 'PENDING') task.pullStartedAt = now
  if (status === 'ACTIVATING') task.pullStoppedAt = now
  if (status === 'RUNNING') {
    task.startedAt = now
    for (const container of task.containers) container.lastStatus = 'RUNNING'
  }
  setStatus(ecs, task, status)
}

function exits(ecs: EcsState, task: OneOffTask): void {
  const { exitCode, reason } = oneOffFate(ecs, task)
  const main = mainContainer(task)
  if (main) Object.assign(main, { exitCode, ...(reason === undefined ? {} : { reason }) })
  const why = 'Essential container in task exited'
  cleanUp(ecs, task, { code: 'EssentialContainerExited', reason: why, counts: false, keepsPlace: false })
}

function killed(ecs: EcsState, task: OneOffTask): void {
  const main = mainContainer(task)
  if (main?.lastStatus === 'RUNNING') main.exitCode = KILLED
  stopContainers(ecs, task)
  setStatus(ecs, task, 'DEPROVISIONING')
}

/** Ends a task of which nothing runs any more (or ever did). */
function cleanUp(ecs: EcsState, task: OneOffTask, stop: TaskStop): void {
  beginStop(ecs, task, stop)
  stopContainers(ecs, task)
  setStatus(ecs, task, 'DEPROVISIONING')
  const after = draw(ecs.random, TIMINGS.stopFailed)
  follow(ecs, task, [{ after, what: 'STOPPED', happen: () => stopped(ecs, task) }])
}

function beginStop(ecs: EcsState, task: OneOffTask, stop: TaskStop): void {
  if (task.timer) ecs.world.clock.cancel(task.timer)
  task.timer = undefined
  task.stop = stop
  task.desiredStatus = 'STOPPED'
  task.stoppingAt = ecs.world.clock.now()
}

/** The others are asked to end and exit with 0; those that never ran have no exit code. */
function stopContainers(ecs: EcsState, task: OneOffTask): void {
  task.executionStoppedAt ??= ecs.world.clock.now()
  for (const container of task.containers) {
    if (container.lastStatus === 'RUNNING') container.exitCode ??= 0
    container.lastStatus = 'STOPPED'
  }
}

function stopped(ecs: EcsState, task: OneOffTask): void {
  task.stoppedAt = ecs.world.clock.now()
  setStatus(ecs, task, 'STOPPED')
}

function setStatus(ecs: EcsState, task: OneOffTask, status: OneOffTask['lastStatus']): void {
  task.lastStatus = status
  task.version += 1
  task.updatedAt = ecs.world.clock.now()
  emit(ecs, task)
}

function emit(ecs: EcsState, task: OneOffTask): void {
  emitTaskView(ecs, task, oneOffView(ecs, task))
}
