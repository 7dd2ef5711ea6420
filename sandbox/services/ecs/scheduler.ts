import { becomeSteady, complete } from './complete-deployment.ts'
import { kick, kickAt } from './kick.ts'
import { launchTasks } from './launch-tasks.ts'
import { balanceNative } from './native/balance-native.ts'
import { advanceNative } from './native/stage-machine.ts'
import { advanceServiceDeployments, runningServiceDeployment } from './service-deployment-state.ts'
import { note } from './service-events.ts'
import {
  changed,
  type Deployment,
  type EcsState,
  primaryOf,
  type ServiceDeployment,
  type SimulatedService,
  type Task,
} from './state.ts'
import { scaledIn } from './stop-reasons.ts'
import { stopTask } from './task-life.ts'

/**
 * One look of the service scheduler: stops what is too much, starts what is missing within the bounds of the deployment
 * configuration, and completes the rollout when only healthy tasks of the primary deployment are left.
 */
export function runPass(ecs: EcsState, service: SimulatedService): void {
  if (service.status === 'ACTIVE') {
    advanceServiceDeployments(ecs, service)
    const current = runningServiceDeployment(service)
    if (current?.native) passNative(ecs, service, current)
    else pass(ecs, service)
  }
  changed(ecs, service)
}

function pass(ecs: EcsState, service: SimulatedService): void {
  const primary = primaryOf(service)
  if (primary.rolloutState !== 'FAILED') balance(ecs, service, primary)
  forgetDrained(service, primary)
  settle(ecs, service, primary)
}

/** A deployment with stages keeps two full sets of tasks, and its stages say when it is done. */
function passNative(ecs: EcsState, service: SimulatedService, current: ServiceDeployment): void {
  balanceNative(ecs, service, current)
  forgetDrained(service, primaryOf(service))
  advanceNative(ecs, service, current)
}

function balance(ecs: EcsState, service: SimulatedService, primary: Deployment): void {
  const before = service.tasks.size
  const stopped = stopSurplus(ecs, service, primary) + drainOthers(ecs, service, primary)
  const missing = startMissing(ecs, service, primary)
  const isStuck = missing > 0 && stopped === 0 && service.tasks.size === before
  if (isStuck && [...service.tasks].every((task) => task.isHealthy && task.deployment !== primary)) {
    note(
      ecs,
      service,
      'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
        'Update the minimumHealthyPercent or maximumPercent value and try again.',
    )
  }
}

/** Tasks of the primary deployment beyond the desired count; the unhealthy and the youngest go first. */
function stopSurplus(ecs: EcsState, service: SimulatedService, primary: Deployment): number {
  const live = liveTasks(service).filter((task) => task.deployment === primary)
  const surplus = Math.max(0, live.length - service.desiredCount)
  const order = live.toReversed().sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy))
  return stopAll(ecs, service, order.slice(0, surplus))
}

/** Tasks of other deployments: the unhealthy at once, the healthy as far as minimumHealthyPercent allows. */
function drainOthers(ecs: EcsState, service: SimulatedService, primary: Deployment): number {
  const live = liveTasks(service)
  const others = live.filter((task) => task.deployment !== primary)
  const healthy = others.filter((task) => task.isHealthy)
  const minimum = Math.ceil((service.desiredCount * (service.configuration.minimumHealthyPercent ?? 100)) / 100)
  const spare = Math.max(0, live.filter((task) => task.isHealthy).length - minimum)
  return stopAll(ecs, service, [...others.filter((task) => !task.isHealthy), ...healthy.slice(0, spare)])
}

function stopAll(ecs: EcsState, service: SimulatedService, tasks: readonly Task[]): number {
  for (const task of tasks) stopTask(ecs, service, task, scaledIn(task))
  return tasks.length
}

/** @returns how many tasks the bounds did not let start. */
function startMissing(ecs: EcsState, service: SimulatedService, primary: Deployment): number {
  const placed = [...service.tasks].filter((task) => task.desiredStatus === 'RUNNING' || task.stop?.keepsPlace)
  const missing = service.desiredCount - placed.filter((task) => task.deployment === primary).length
  const maximum = Math.floor((service.desiredCount * (service.configuration.maximumPercent ?? 200)) / 100)
  const count = Math.min(missing, maximum - placed.length)
  if (count <= 0) return Math.max(0, missing)
  return launchTasks(ecs, service, primary, count) ? missing - count : 0
}

function liveTasks(service: SimulatedService): Task[] {
  return [...service.tasks].filter((task) => task.desiredStatus === 'RUNNING')
}

/** A deployment that runs nothing any more is not shown any more. */
function forgetDrained(service: SimulatedService, primary: Deployment): void {
  const inUse = new Set([...service.tasks].map((task) => task.deployment))
  service.deployments = service.deployments.filter((deployment) => {
    const isKept = deployment === primary || inUse.has(deployment)
    if (!isKept) deployment.status = 'INACTIVE'
    return isKept
  })
}

function settle(ecs: EcsState, service: SimulatedService, primary: Deployment): void {
  if (primary.rolloutState === 'FAILED' || service.isSteady) return
  const tasks = [...service.tasks]
  const isSettled =
    tasks.length === service.desiredCount && tasks.every((task) => task.isHealthy && task.deployment === primary)
  if (!isSettled) return
  if (primary.rolloutState === 'COMPLETED') becomeSteady(ecs, service)
  else if (ecs.world.clock.now() < primary.completeNotBefore) kickAt(ecs, service, primary.completeNotBefore)
  else complete(ecs, service, primary)
}

/** Tells the scheduler that the desired count or the bounds changed. */
export function reconsider(ecs: EcsState, service: SimulatedService): void {
  service.isSteady = false
  kick(ecs, service)
}
