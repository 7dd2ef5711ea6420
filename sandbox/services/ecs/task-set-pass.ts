import { arn } from './identifiers.ts'
import { kickAt } from './kick.ts'
import { launchTask } from './launch-task.ts'
import { emitServiceAction } from './service-events.ts'
import { changed, type Deployment, type EcsState, type SimulatedService, tasksOf } from './state.ts'
import { scaledIn } from './stop-reasons.ts'
import { stopTask } from './task-life.ts'
import { noteOnTaskSet } from './task-set.ts'

/** One look of the service scheduler at a service whose deployments somebody else controls: each task set for itself. */
export function runTaskSetPass(ecs: EcsState, service: SimulatedService): void {
  for (const set of service.deployments) {
    const wanted = set.status === 'DRAINING' || service.status !== 'ACTIVE' ? 0 : service.desiredCount
    stopSurplus(ecs, service, set, wanted)
    startMissing(ecs, service, set, wanted)
    settle(ecs, service, set, wanted)
  }
  service.deployments = service.deployments.filter(
    (set) => set.status !== 'DRAINING' || tasksOf(service, set).length > 0,
  )
  changed(ecs, service)
}

function stopSurplus(ecs: EcsState, service: SimulatedService, set: Deployment, wanted: number): void {
  const live = tasksOf(service, set).filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
  const order = live.toReversed().sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy))
  for (const task of order.slice(0, Math.max(0, live.length - wanted))) stopTask(ecs, service, task, scaledIn(task))
}

function startMissing(ecs: EcsState, service: SimulatedService, set: Deployment, wanted: number): void {
  const placed = tasksOf(service, set).filter((task) => task.desiredStatus === 'RUNNING' || task.stop?.keepsPlace)
  const missing = wanted - placed.length
  if (missing <= 0) return
  if (ecs.world.clock.now() < set.startNotBefore) {
    kickAt(ecs, service, set.startNotBefore)
    return
  }
  for (let started = 0; started < missing; started += 1) {
    // Version consistency does not cover these services: each task asks anew what a tag names.
    set.revision.images.clear()
    if (!launchTask(ecs, service, set)) return
  }
}

function settle(ecs: EcsState, service: SimulatedService, set: Deployment, wanted: number): void {
  const tasks = tasksOf(service, set)
  const isSettled = tasks.length === wanted && tasks.every(({ isHealthy }) => isHealthy)
  const stability = isSettled ? 'STEADY_STATE' : 'STABILIZING'
  if (!set.taskSet || set.taskSet.stability === stability) return
  set.taskSet.stability = stability
  set.taskSet.stableAt = ecs.world.clock.now()
  set.updatedAt = ecs.world.clock.now()
  noteOnTaskSet(ecs, service, set, `updated state to ${stability}.`)
  if (!isSettled || set.status === 'DRAINING') return
  set.rolloutState = 'COMPLETED'
  const taskSetArns = [arn(ecs, `task-set/${service.clusterName}/${service.name}/${set.id}`)]
  emitServiceAction(ecs, service, 'TASKSET_STEADY_STATE', { taskSetArns })
}
