import type { TaskSet } from '@aws-sdk/client-ecs'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { ContainerName, Digests } from '../../domain/image.ts'
import { runningDigests } from '../ecs/images.ts'
import { pinnedDigests } from '../ecs/task-definition.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'

/**
 * What a task set runs: what its task definition is pinned to. Where that goes by tag, these services resolve it for each task
 * anew, so that only tasks that agree tell.
 */
export async function digestsOfSet(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  { id, taskDefinition, runningCount = 0 }: TaskSet,
  containers: readonly ContainerName[],
): Promise<Digests | undefined> {
  if (id === undefined || taskDefinition === undefined) return undefined
  const { definition } = await context.ecs.definitions.read(taskDefinition)
  const pinned = pinnedDigests(definition, containers)
  return pinned ?? (runningCount > 0 ? runningDigests(context.ecs, target, { id }, containers) : undefined)
}
