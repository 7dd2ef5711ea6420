import type { EcsApi } from '../../aws/ecs-api.ts'
import { differences } from './differences.ts'
import { taskDefinitionStore } from './task-definition-store.ts'

/**
 * What differs between two task definitions besides their images. A new revision is a copy of the one before: without `to` nothing
 * does. Throws a Refusal when one of them cannot be read.
 */
export async function compareTaskDefinitions(
  client: () => Promise<EcsApi>,
  from: string,
  to: string | undefined,
): Promise<string[]> {
  if (to === undefined) return []
  const definitions = taskDefinitionStore(client)
  const [before, after] = await Promise.all([definitions.read(from), definitions.read(to)])
  return differences(before.definition, after.definition)
}
