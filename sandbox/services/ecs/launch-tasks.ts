import { kickAt } from './kick.ts'
import { launchTask } from './launch-task.ts'
import type { Deployment, EcsState, SimulatedService } from './state.ts'

/** Starts so many tasks of a deployment, unless its back-off says to wait. @returns false when it waits instead */
export function launchTasks(ecs: EcsState, service: SimulatedService, deployment: Deployment, count: number): boolean {
  if (ecs.world.clock.now() < deployment.startNotBefore) {
    kickAt(ecs, service, deployment.startNotBefore)
    return false
  }
  for (let started = 0; started < count; started += 1) {
    if (!launchTask(ecs, service, deployment)) return false
  }
  return true
}
