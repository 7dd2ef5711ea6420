import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'
import type { ContainerName, Digest, Digests } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Registry } from '../../ports.ts'
import { digestIn } from '../ecs/task-definition.ts'

/**
 * What the next run would run: digests as they are pinned, tags as the registry resolves them now. A tag that the target itself
 * follows as it moves says nothing: what it named when the schedule was written cannot be told, and pinning it is what is wanted.
 */
export async function digestsOf(
  { containers }: Policy,
  definition: TaskDefinition,
  named: Registry['named'],
): Promise<Digests | undefined> {
  const found: Record<ContainerName, Digest> = {}
  for (const [container, { tags }] of Object.entries(containers)) {
    const image = definition.containerDefinitions?.find(({ name }) => name === container)?.image
    const digest = digestIn(image) ?? (await digestOfTag(image, tags.kind === 'exact' ? tags.tag : undefined, named))
    if (digest === undefined) return undefined
    found[container] = digest
  }
  return found
}

async function digestOfTag(
  image: string | undefined,
  followed: string | undefined,
  named: Registry['named'],
): Promise<Digest | undefined> {
  const [, repository, tag] = /^([^@]+):([^/:@]+)$/.exec(image ?? '') ?? []
  const isOurs = repository !== undefined && /\.dkr\.ecr\./.test(repository)
  if (!isOurs || tag === undefined || tag === followed) return undefined
  const answer = await named(repository, [tag])
  return isProblem(answer) ? refuse(answer.cause, answer.message) : answer[tag]?.digest
}
