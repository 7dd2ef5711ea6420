import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { answering } from '../../aws/refusal.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import type { Need } from '../../prune/facts.ts'
import { namedImage } from '../../prune/image-reference.ts'
import type { DefinitionImages, NamedCarrier } from '../../prune-ports.ts'
import { shortCarrier } from './task-definition.ts'
import { taskDefinitionStore } from './task-definition-store.ts'

/** Where the client asks. */
export interface Home {
  readonly account: string
  readonly region: string
}

/** AWS refills twenty descriptions a second. */
const readAtOnce = 5

/**
 * The images of all containers of task definitions, also of those that no target follows. What a revision says never changes: each
 * is read once for as long as the function lives. One that cannot be read may need anything; one that was deleted needs nothing. Those
 * of another account or region than the client's are not asked for: it would be told that there are none.
 */
export function definitionImages(client: () => Promise<EcsApi>, home: Home): DefinitionImages {
  const definitions = taskDefinitionStore(client)
  return async (carriers) => {
    const known = [...new Map(carriers.filter(isTaskDefinition).map((one) => [one.carrier, one])).values()]
    const byCarrier = known.filter(({ carrier }) => isAt(home, carrier))
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
    const whys = [...problems.map(({ message }) => message), ...abroad(known, home)]
    return { needs, unread: whys.map((why) => ({ why, targets: 'all' as const })) }
  }
}

function isTaskDefinition({ carrier }: NamedCarrier): boolean {
  return carrier.includes(':task-definition/')
}

function isAt({ account, region }: Home, carrier: string): boolean {
  const [, , , itsRegion, itsAccount] = carrier.split(':')
  return itsRegion === region && itsAccount === account
}

/** Once for whom they are needed by, however many a ledger names. */
function abroad(known: readonly NamedCarrier[], home: Home): string[] {
  const first = new Map(known.filter(({ carrier }) => !isAt(home, carrier)).map((one) => [one.by, one]))
  return [...first.values()].map(
    ({ carrier, by }) =>
      `What ${by} may go back to is not in the account and region of the stack, and is not looked at: ${carrier}. Where longshore.yml names that target no more, delete its record from the table.`,
  )
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
