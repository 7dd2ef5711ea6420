import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering } from '../../aws/refusal.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import type { Need } from '../../prune/facts.ts'
import { namedImage } from '../../prune/image-reference.ts'
import type { DefinitionImages, NamedCarrier } from '../../prune-ports.ts'
import { shortCarrier } from './task-definition.ts'
import { taskDefinitionStore } from './task-definition-store.ts'

/** AWS refills twenty descriptions a second. */
const readAtOnce = 5

/**
 * The images of all containers of task definitions, also of those that no target follows. What a revision says never changes: each
 * is read once for as long as the function lives. One that cannot be read may need anything; one that was deleted needs nothing.
 */
export function definitionImages(client: () => Promise<EcsApi>): DefinitionImages {
  const definitions = taskDefinitionStore(client)
  return async (carriers) => {
    const byCarrier = [...new Map(carriers.filter(isTaskDefinition).map((one) => [one.carrier, one])).values()]
    const needs: Need[] = []
    const problems: Problem[] = []
    for (let first = 0; first < byCarrier.length; first += readAtOnce) {
      const some = byCarrier.slice(first, first + readAtOnce).map(async ({ carrier, by }) => {
        const read = hasRevision(carrier) ? definitions.read : definitions.readFresh
        const tagged = await answering(() => read(carrier))
        if (!isProblem(tagged))
          needs.push(...needsOf(tagged.definition.containerDefinitions ?? [], `${by} (${shortCarrier(carrier)})`))
        else if (!isDeleted(tagged)) problems.push(tagged)
      })
      await Promise.all(some)
    }
    return { needs, unread: problems.map(({ message }) => ({ why: message, targets: 'all' as const })) }
  }
}

function isTaskDefinition({ carrier }: NamedCarrier): boolean {
  return carrier.includes(':task-definition/')
}

/** Without one it means the newest. */
function hasRevision(carrier: string): boolean {
  return /:\d+$/.test(carrier)
}

/** ECS's words for a revision that is neither active nor inactive. */
function isDeleted({ cause, message }: Problem): boolean {
  return cause === 'gone' || /unable to describe task definition/i.test(message)
}

function needsOf(containers: readonly ContainerDefinition[], by: string): Need[] {
  return containers.flatMap(({ image }) => (image ? [{ use: 'revision' as const, by, image: namedImage(image) }] : []))
}
