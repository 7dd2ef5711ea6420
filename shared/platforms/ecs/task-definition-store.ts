import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../aws/ecs-api.ts'
import { calling, refuse } from '../../aws/refusal.ts'
import { type ContainerName, type Digests, digestsOf, type Images, sameDigests } from '../../domain/image.ts'
import {
  madeBy,
  missingContainers,
  pinImages,
  pinnedDigests,
  shortCarrier,
  type TaggedTaskDefinition,
} from './task-definition.ts'

const remembered = 1_000
const searched = 5

/** Task definitions by ARN. What they say never changes, so that each is read once; only their status does. */
export interface TaskDefinitionStore {
  read(carrier: string): Promise<TaggedTaskDefinition>
  /** Like `read`, with the status of this moment. */
  readFresh(carrier: string): Promise<TaggedTaskDefinition>
  /** What is known without a call. */
  peek(carrier: string): TaggedTaskDefinition | undefined
  /** Registers a copy of `base` pinned to `images`; with `again`, takes the one that an earlier call left. Returns its ARN. */
  pin(base: TaggedTaskDefinition, images: Images, deploymentId: string, again: boolean): Promise<string>
}

/** `stack`: the own one, which what is registered is tagged with. */
export function taskDefinitionStore(client: () => Promise<EcsApi>, stack?: string): TaskDefinitionStore {
  const known = new Map<string, TaggedTaskDefinition>()
  function remember(carrier: string, tagged: TaggedTaskDefinition): TaggedTaskDefinition {
    const oldest = known.keys().next().value
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest)
    known.set(carrier, tagged)
    return tagged
  }
  async function readFresh(carrier: string): Promise<TaggedTaskDefinition> {
    return remember(carrier, await describe(await client(), carrier))
  }
  return {
    peek: (carrier) => known.get(carrier),
    read: async (carrier) => known.get(carrier) ?? (await readFresh(carrier)),
    readFresh,
    async pin(base, images, deploymentId, again) {
      refuseMissing(base.definition, Object.keys(images))
      const left = again ? await search(await client(), base, images, deploymentId) : undefined
      const pinned = left ?? (await register(await client(), base, pinImages(base, images, deploymentId, stack)))
      const carrier = pinned.definition.taskDefinitionArn ?? ''
      remember(carrier, pinned)
      return carrier
    },
  }
}

/** Whether a task definition is pinned to exactly these digests. */
export function carriesDigests(definition: TaskDefinition, wanted: Digests): boolean {
  return sameDigests(wanted, pinnedDigests(definition, Object.keys(wanted)), {})
}

async function describe(api: EcsApi, carrier: string): Promise<TaggedTaskDefinition> {
  const doing = { action: 'ecs:DescribeTaskDefinition', subject: `task definition ${shortCarrier(carrier)}` }
  const found = await calling(doing, () => api.describeTaskDefinition({ taskDefinition: carrier, include: ['TAGS'] }))
  if (!found.taskDefinition)
    return refuse('invalid', `Task definition ${shortCarrier(carrier)} came back empty. Deploy another image.`)
  return { definition: found.taskDefinition, tags: found.tags ?? [] }
}

async function register(
  api: EcsApi,
  base: TaggedTaskDefinition,
  copy: RegisterTaskDefinitionCommandInput,
): Promise<TaggedTaskDefinition> {
  const doing = { action: 'ecs:RegisterTaskDefinition', subject: `a revision of ${base.definition.family}` }
  const made = await calling(doing, () => api.registerTaskDefinition(copy))
  if (!made.taskDefinition?.taskDefinitionArn) {
    return refuse(
      'unavailable',
      `AWS registered a revision of ${base.definition.family} without naming it. It is tried again.`,
    )
  }
  return { definition: made.taskDefinition, tags: made.tags ?? [] }
}

function refuseMissing(definition: TaskDefinition, wanted: readonly ContainerName[]): void {
  const missing = missingContainers(definition, wanted)
  if (missing.length === 0) return
  const has = (definition.containerDefinitions ?? []).map(({ name }) => name).join(', ')
  refuse(
    'invalid',
    `Task definition ${definition.family}:${definition.revision} has no container ${missing.join(', ')}; it has ${has}. ` +
      'Correct the containers of the target in longshore.yml.',
  )
}

/** What an earlier call may have left: tagged with the deployment and pinned to these digests. */
async function search(
  api: EcsApi,
  base: TaggedTaskDefinition,
  images: Images,
  deploymentId: string,
): Promise<TaggedTaskDefinition | undefined> {
  const family = base.definition.family ?? ''
  const doing = { action: 'ecs:ListTaskDefinitions', subject: `revisions of ${family}` }
  const input = { familyPrefix: family, status: 'ACTIVE', sort: 'DESC', maxResults: searched } as const
  const { taskDefinitionArns = [] } = await calling(doing, () => api.listTaskDefinitions(input))
  for (const carrier of taskDefinitionArns.filter((arn) => shortCarrier(arn).startsWith(`${family}:`))) {
    const tagged = await describe(api, carrier)
    const isOurs = madeBy(tagged.tags) === deploymentId && carriesDigests(tagged.definition, digestsOf(images))
    if (isOurs) return tagged
  }
  return undefined
}
