import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { TargetRecord } from '../domain/record.ts'
import type { Loaded, RecordStore } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { writeAll } from './dynamo-batch.ts'
import { errorName } from './problem.ts'
import { largestRecordBytes, RecordTooLarge } from './record-too-large.ts'
import { calling, Refusal } from './refusal.ts'
import { parseFact } from './stored-fact.ts'
import { parseStored } from './stored-json.ts'
import { dueIndex, inboxPrefix, recordSk, targetPk } from './table-keys.ts'

const factsPerLoad = 100

export interface DynamoRecordStoreOptions {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  /** Turns stored JSON of any older version into a record. Throws `RecordFromTheFuture` for a newer one. */
  readonly migrate: (json: unknown) => TargetRecord
}

/** Records and inboxes in DynamoDB. Every failure to reach the table is thrown, for the queue to try again. */
export function dynamoRecordStore(options: DynamoRecordStoreOptions): RecordStore {
  const keys: FactKeys = new Map()
  return {
    load: (target) => load(options, keys, target),
    save: (record, write) => save(options, record, write),
    isCurrent: async (target, write) => (await lastWrite(options, target)) === write,
    removeFacts: (target, ids) => removeFacts(options, keys, target, ids),
  }
}

type Item = Readonly<Record<string, unknown>>

/** Sort keys of the facts last loaded, by target and fact id. */
type FactKeys = Map<string, Map<string, string[]>>

/** The inbox sorts before the record: only when it overflows a page (1 MB) does the record need a call of its own. */
async function load(options: DynamoRecordStoreOptions, keys: FactKeys, target: string): Promise<Loaded> {
  const { items, isWhole } = await readPartition(options, target)
  keys.set(target, keysOf(items))
  const found = items.find((item) => item['sk'] === recordSk)
  const item = found ?? (isWhole ? undefined : await readRecord(options, target))
  const facts = items.filter(isFact).slice(0, factsPerLoad)
  return {
    record: item ? options.migrate(parseStored(`the record of ${target}`, textOf(item['body']))) : undefined,
    write: numberOf(item?.['write']),
    facts: facts.map((fact) => parseFact(textOf(fact['body']))),
  }
}

async function readPartition({ client, table }: DynamoRecordStoreOptions, target: string) {
  const api = await client()
  const answer = await calling(doing('Query', target), () =>
    api.query({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: targetPk(target) } },
    }),
  )
  const items: Item[] = (answer.Items ?? []).map((item) => unmarshall(item))
  return { items, isWhole: answer.LastEvaluatedKey === undefined }
}

async function readRecord({ client, table }: DynamoRecordStoreOptions, target: string): Promise<Item | undefined> {
  const api = await client()
  const key = { pk: { S: targetPk(target) }, sk: { S: recordSk } }
  const { Item: item } = await calling(doing('GetItem', target), () =>
    api.get({ TableName: table, Key: key, ConsistentRead: true }),
  )
  return item && unmarshall(item)
}

async function save(
  { client, table }: DynamoRecordStoreOptions,
  record: TargetRecord,
  write: number,
): Promise<'saved' | 'conflict'> {
  const body = JSON.stringify(record)
  const bytes = Buffer.byteLength(body)
  if (bytes > largestRecordBytes) throw new RecordTooLarge(record.target, bytes)
  const api = await client()
  const condition =
    write === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#write = :write',
          ExpressionAttributeNames: { '#write': 'write' },
          ExpressionAttributeValues: { ':write': { N: String(write) } },
        }
  try {
    await calling(doing('PutItem', record.target), () =>
      api.put({ TableName: table, Item: itemOf(record, body, write + 1), ...condition }),
    )
    return 'saved'
  } catch (error) {
    if (error instanceof Refusal && errorName(error.cause) === 'ConditionalCheckFailedException') return 'conflict'
    throw error
  }
}

function itemOf(record: TargetRecord, body: string, write: number) {
  const wake =
    record.wakeAt === undefined ? {} : { wakeAt: { N: String(record.wakeAt) }, due: { S: dueIndex.partition } }
  return {
    pk: { S: targetPk(record.target) },
    sk: { S: recordSk },
    body: { S: body },
    write: { N: String(write) },
    version: { N: String(record.version) },
    phase: { S: record.state.name },
    target: { S: record.target },
    ...wake,
  }
}

async function lastWrite({ client, table }: DynamoRecordStoreOptions, target: string): Promise<number> {
  const api = await client()
  const { Item: item } = await calling(doing('GetItem', target), () =>
    api.get({
      TableName: table,
      Key: { pk: { S: targetPk(target) }, sk: { S: recordSk } },
      ConsistentRead: true,
      ProjectionExpression: '#write',
      ExpressionAttributeNames: { '#write': 'write' },
    }),
  )
  return item ? numberOf(unmarshall(item)['write']) : 0
}

/** A fact's key holds its time, which its id does not tell: what the last load read is known, the rest is looked up. */
async function removeFacts(
  options: DynamoRecordStoreOptions,
  keys: FactKeys,
  target: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const loaded = keys.get(target)
  const known = ids.every((id) => loaded?.has(id)) ? loaded : keysOf((await readPartition(options, target)).items)
  const removals = ids
    .flatMap((id) => known?.get(id) ?? [])
    .map((sk) => ({
      DeleteRequest: { Key: { pk: { S: targetPk(target) }, sk: { S: sk } } },
    }))
  await writeAll(await options.client(), options.table, removals, `the inbox of ${target}`)
}

/** Sort keys by fact id: the same id may have come with two times. */
function keysOf(items: readonly Item[]): Map<string, string[]> {
  const keys = new Map<string, string[]>()
  for (const item of items.filter(isFact)) {
    const id = textOf(item['id']) ?? ''
    keys.set(id, [...(keys.get(id) ?? []), textOf(item['sk']) ?? ''])
  }
  return keys
}

function doing(operation: string, target: string) {
  return { action: `dynamodb:${operation}`, subject: `the record of ${target}` }
}

function isFact(item: Item): boolean {
  return textOf(item['sk'])?.startsWith(inboxPrefix) ?? false
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
