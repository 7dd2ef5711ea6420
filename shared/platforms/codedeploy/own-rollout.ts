import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { Evidence } from '../../domain/fact.ts'
import type { Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { readStoppedTask } from '../ecs/stopped-task.ts'
import { readTasks } from '../ecs/tasks.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'
import type { Sighted } from './rollouts.ts'
import { setOf } from './task-sets.ts'

/** Our clock and that of AWS may differ by so much. */
const clockSkewMs = 5_000

/** The rollout that is asked about: by its id; while that is not known, one made since the call that names our deployment. */
export function ownAmong(own: Ask['own'], rollouts: readonly Rollout[]): Rollout | undefined {
  if (!own) return undefined
  if (own.id !== undefined) return rollouts.find(({ id }) => id === own.id)
  return rollouts.find(
    ({ createdAt, madeBy }) => createdAt >= own.notBefore - clockSkewMs && madeBy === own.deploymentId,
  )
}

/** What stopped of a rollout's tasks; looked up while not all of them are well, or when asked to. */
export async function evidenceOf(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  own: NonNullable<Ask['own']>,
  rollout: Rollout,
  seen: Sighted,
): Promise<readonly Evidence[]> {
  const info = seen.deployments.get(rollout.id)
  const set = info && setOf(seen.service, info)
  const isWell = set?.stabilityStatus === 'STEADY_STATE' && !own.search
  if (set?.id === undefined || isWell) return []
  const stopped = await readTasks(context.ecs, target, set.id, 'STOPPED')
  return stopped
    .map((task) => ({ ...readStoppedTask(task, seen.at), rollout: rollout.id }))
    .filter(({ at }) => at >= own.notBefore - clockSkewMs)
}
