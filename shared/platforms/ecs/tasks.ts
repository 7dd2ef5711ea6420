import type { Task } from '@aws-sdk/client-ecs'
import { calling } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { Evidence } from '../../domain/fact.ts'
import type { Millis } from '../../domain/image.ts'
import type { Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { isOwn } from './fate.ts'
import { readStoppedTask } from './stopped-task.ts'

/** ECS counts a task without health check as healthy when it has run for so long. */
const healthyAfterMs = 40_000

export interface CloserLook {
  readonly rollout: Rollout
  readonly evidence: readonly Evidence[]
  readonly healthy: number
}

/** Reads the tasks of our rollout, if more of them failed than are known, or when asked to search. */
export async function lookCloser(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  rollouts: readonly Rollout[],
  at: Millis,
): Promise<CloserLook | undefined> {
  const { own } = ask
  const rollout = own && rollouts.findLast((candidate) => isOwn(own, candidate))
  if (!rollout || !(own.search || rollout.failed > own.evidence)) return undefined
  const stopped = await readTasks(context, target, rollout.id, 'STOPPED')
  const running = rollout.running > 0 ? await readTasks(context, target, rollout.id, 'RUNNING') : []
  return {
    rollout,
    evidence: stopped.map((task) => readStoppedTask(task, at)),
    healthy: running.filter((task) => isHealthy(task, at)).length,
  }
}

/** The newest hundred tasks that a rollout started. */
export async function readTasks(
  context: EcsContext,
  target: EcsTarget,
  startedBy: string,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<Task[]> {
  const api = await context.client()
  const { cluster } = target
  const subject = `tasks of ${nameOf(target)}`
  const listing = { action: 'ecs:ListTasks', subject }
  const { taskArns = [] } = await calling(listing, () => api.listTasks({ cluster, startedBy, desiredStatus }))
  if (taskArns.length === 0) return []
  const describing = { action: 'ecs:DescribeTasks', subject }
  const { tasks = [] } = await calling(describing, () => api.describeTasks({ cluster, tasks: taskArns }))
  return tasks
}

function isHealthy({ healthStatus, lastStatus, startedAt }: Task, at: Millis): boolean {
  if (lastStatus !== 'RUNNING' || healthStatus === 'UNHEALTHY') return false
  return healthStatus === 'HEALTHY' || (startedAt !== undefined && at - startedAt.getTime() >= healthyAfterMs)
}
