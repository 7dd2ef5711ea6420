import * as z from 'zod/mini'
import type { Digest } from '../domain/image.ts'
import type { Origin, Unreadable } from '../origin/origin.ts'
import type { Origins } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { readOrigin } from './ecr-labels.ts'
import type { EcrLayersApi } from './ecr-layers-api.ts'
import { calling, Refusal } from './refusal.ts'
import { jsonOrNothing } from './stored-json.ts'
import { originPk } from './table-keys.ts'

const Stored = z.object({
  revision: z.exactOptional(z.string()),
  source: z.exactOptional(z.object({ host: z.string(), owner: z.string(), name: z.string() })),
  createdAt: z.exactOptional(z.number()),
  committedAt: z.exactOptional(z.number()),
  refused: z.exactOptional(z.array(z.string())),
})

/** How labels are judged: what was stored by older rules is read from the image again. */
const rules = '1'

export interface EcrOriginsOptions {
  readonly ecr: (region: string) => Promise<EcrLayersApi>
  readonly dynamo: () => Promise<DynamoApi>
  readonly table: string
  /** Told of what cannot be read and why; such an image has no known origin. */
  readonly unreadable: (message: string) => void
}

/** Origins from the registry, remembered in the table: a digest names the same labels for ever. */
export function ecrOrigins(options: EcrOriginsOptions): Origins {
  return {
    of: async (repository, digest) =>
      (await remembered(options, digest)) ?? (await readAndKeep(options, repository, digest)),
    async committed(repository, digest, committedAt) {
      const origin = (await remembered(options, digest)) ?? (await readAndKeep(options, repository, digest))
      if ('unreadable' in origin || origin.committedAt === committedAt) return
      await keep(options, digest, { ...origin, committedAt })
    },
  }
}

async function remembered({ dynamo, table }: EcrOriginsOptions, digest: Digest): Promise<Origin | undefined> {
  const api = await dynamo()
  const doing = { action: 'dynamodb:GetItem', subject: `the origin of ${digest}` }
  const { Item } = await calling(doing, () => api.get({ TableName: table, Key: keyOf(digest) }))
  if (Item?.['rules']?.S !== rules) return undefined
  const parsed = z.safeParse(Stored, jsonOrNothing(Item['body']?.S))
  return parsed.success ? parsed.data : undefined
}

async function readAndKeep(
  options: EcrOriginsOptions,
  repository: string,
  digest: Digest,
): Promise<Origin | Unreadable> {
  try {
    const origin = await readOrigin(options.ecr, repository, digest)
    await keep(options, digest, origin)
    return origin
  } catch (error) {
    if (!(error instanceof Refusal) || isPassing(error)) throw error
    options.unreadable(error.problem.message)
    return { unreadable: error.problem.message }
  }
}

function isPassing({ problem }: Refusal): boolean {
  return problem.cause === 'throttled' || problem.cause === 'unavailable'
}

async function keep({ dynamo, table }: EcrOriginsOptions, digest: Digest, origin: Origin): Promise<void> {
  const api = await dynamo()
  const Item = { ...keyOf(digest), rules: { S: rules }, body: { S: JSON.stringify(origin) } }
  const doing = { action: 'dynamodb:PutItem', subject: `the origin of ${digest}` }
  await calling(doing, () => api.put({ TableName: table, Item }))
}

function keyOf(digest: Digest) {
  return { pk: { S: originPk(digest) }, sk: { S: 'origin' } }
}
