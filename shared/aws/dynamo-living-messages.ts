import * as z from 'zod/mini'
import type { LivingMessage, LivingMessages } from '../living-ports.ts'
import type { Clock } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { errorName } from './problem.ts'
import { calling, Refusal } from './refusal.ts'
import { parseStored, StoredUnreadable } from './stored-json.ts'
import { slackPk } from './table-keys.ts'

/** A target may be stuck, and people be called in the thread, for long. */
const keptSeconds = 90 * 24 * 60 * 60

const Stored = z.object({
  posted: z.exactOptional(z.object({ channel: z.string(), ts: z.string() })),
  sequence: z.number(),
  editedAt: z.number(),
  busyUntil: z.number(),
  ended: z.boolean(),
  reposts: z.number(),
  told: z.array(z.string()),
  unclear: z.exactOptional(z.record(z.string(), z.number())),
  bare: z.exactOptional(z.string()),
  refused: z.exactOptional(z.array(z.string())),
})

interface Options {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  readonly clock: Clock
}

/** Living messages in DynamoDB, for 90 days after the last word. */
export function dynamoLivingMessages(options: Options): LivingMessages {
  return {
    load: (id) => load(options, id),
    save: (id, message, write) => save(options, id, message, write),
  }
}

async function load({ client, table }: Options, id: string): ReturnType<LivingMessages['load']> {
  const api = await client()
  const doing = { action: 'dynamodb:GetItem', subject: `the message of ${id}` }
  const { Item } = await calling(doing, () => api.get({ TableName: table, Key: keyOf(id), ConsistentRead: true }))
  if (!Item) return { message: undefined, write: 0 }
  return { message: parse(id, Item['body']?.S), write: Number(Item['write']?.N ?? 0) }
}

async function save(
  { client, table, clock }: Options,
  id: string,
  message: LivingMessage,
  write: number,
): ReturnType<LivingMessages['save']> {
  const api = await client()
  const item = {
    ...keyOf(id),
    body: { S: JSON.stringify(message) },
    write: { N: String(write + 1) },
    expiresAt: { N: String(Math.ceil(clock.now() / 1_000) + keptSeconds) },
  }
  try {
    await calling({ action: 'dynamodb:PutItem', subject: `the message of ${id}` }, () =>
      api.put({ TableName: table, Item: item, ...isStill(write) }),
    )
    return 'saved'
  } catch (error) {
    if (error instanceof Refusal && errorName(error.cause) === 'ConditionalCheckFailedException') return 'conflict'
    throw error
  }
}

function isStill(write: number) {
  if (write === 0) return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: '#write = :write',
    ExpressionAttributeNames: { '#write': 'write' },
    ExpressionAttributeValues: { ':write': { N: String(write) } },
  }
}

function keyOf(id: string) {
  return { pk: { S: slackPk(id) }, sk: { S: 'message' } }
}

function parse(id: string, body: string | undefined): LivingMessage {
  const what = `the message of ${id}`
  const parsed = z.safeParse(Stored, parseStored(what, body))
  if (parsed.success) return parsed.data
  throw new StoredUnreadable(what, 'it has another shape')
}
