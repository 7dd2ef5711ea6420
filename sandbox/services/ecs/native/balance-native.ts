import { launchTasks } from '../launch-tasks.ts'
import type { Deployment, EcsState, ServiceDeployment, SimulatedService, Task } from '../state.ts'
import { tasksOf } from '../state.ts'
import { scaledIn } from '../stop-reasons.ts'
import { stopTask } from '../task-life.ts'
import type { NativeRun } from './native-run.ts'

/** Keeps as many tasks of each revision as its stage wants: two full sets between scaling up and cleaning up. */
export function balanceNative(ecs: EcsState, service: SimulatedService, { native: run }: ServiceDeployment): void {
  if (!run?.stage) return
  for (const deployment of service.deployments) {
    const wanted = wantedTasks(service, run, deployment)
    if (wanted !== undefined) keep(ecs, service, deployment, wanted)
  }
}

function keep(ecs: EcsState, service: SimulatedService, deployment: Deployment, wanted: number): void {
  const tasks = tasksOf(service, deployment)
  const live = tasks.filter((task) => task.desiredStatus === 'RUNNING')
  for (const task of surplus(live, wanted)) stopTask(ecs, service, task, scaledIn(task))
  const placed = tasks.filter((task) => task.desiredStatus === 'RUNNING' || task.stop?.keepsPlace)
  const missing = wanted - placed.length
  if (missing > 0 && deployment.rolloutState !== 'FAILED') launchTasks(ecs, service, deployment, missing)
}

/** The unhealthy and the youngest go first. */
function surplus(live: readonly Task[], wanted: number): Task[] {
  const order = live.toReversed().sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy))
  return order.slice(0, Math.max(0, live.length - wanted))
}

/** @returns undefined for a revision that is left as it is */
function wantedTasks(service: SimulatedService, run: NativeRun, deployment: Deployment): number | undefined {
  const { desiredCount } = service
  if (deployment === run.source) return isCleaningUp(run) ? 0 : desiredCount
  if (deployment !== run.target) return run.stage?.name === 'RECONCILE_SERVICE' && !run.isWorking ? undefined : 0
  if (run.isTurned) return servesProduction(run) ? undefined : 0
  return hasScaledUp(run) ? desiredCount : 0
}

function isCleaningUp(run: NativeRun): boolean {
  return !run.isTurned && run.stage?.name === 'CLEAN_UP' && run.isWorking
}

/** Whether the target still gets production traffic. */
export function servesProduction({ traffic, target }: NativeRun): boolean {
  return (traffic.get(target.revision)?.production ?? 0) > 0
}

/** Whether the target's tasks are started. */
export function hasScaledUp({ stage, stages, isWorking }: NativeRun): boolean {
  if (!stage || stages.some(({ name }) => name === 'SCALE_UP')) return false
  return stage.name !== 'SCALE_UP' || isWorking
}
