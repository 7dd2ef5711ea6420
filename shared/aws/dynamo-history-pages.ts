import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { encodeTime } from 'ulid'
import type { Millis } from '../domain/image.ts'
import type { HistoryEntry, HistoryPages, HistorySearch } from '../ports.ts'
import { redact } from '../redact.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { mergeNewest, type Portion } from './merge-newest.ts'
import { calling } from './refusal.ts'
import { StoredUnreadable } from './stored-json.ts'
import { parseOutcome } from './stored-outcome.ts'
import { historyPk } from './table-keys.ts'

type Item = Record<string, AttributeValue>

/** Deployments that one query looks at where only some outcomes are wanted. */
const searchedAtOnce = 300

/** The history in DynamoDB as people leaf through it: ids sort by time, so those of all targets merge into one list. */
export function dynamoHistoryPages(client: () => Promise<DynamoApi>, table: string): HistoryPages {
  return {
    search: async (search) => {
      const api = await client()
      const { items, before } = await mergeNewest(search.targets, search.limit, (target, end) =>
        portion(api, table, search, target, end ?? endOf(search)),
      )
      return { entries: items.map(entryOf), ...(before === undefined ? {} : { before }) }
    },
    read: async (target, id) => {
      const api = await client()
      const key = { pk: { S: historyPk(target) }, sk: { S: id } }
      const doing = { action: 'dynamodb:GetItem', subject: `the history of ${target}` }
      const { Item: item } = await calling(doing, () => api.get({ TableName: table, Key: key }))
      return item && entryOf(item)
    },
  }
}

/** Sorts after every id of the time. */
const last = 'ZZZZZZZZZZZZZZZZ'

function endOf({ before, to }: HistorySearch): string {
  const latest = to === undefined ? `7ZZZZZZZZZ${last}` : `${timePart(to)}${last}`
  return before === undefined || before > latest ? latest : before
}

/** Ids are times of up to 48 bits. */
function timePart(at: Millis): string {
  return encodeTime(Math.min(Math.max(0, Math.floor(at)), 2 ** 48 - 1), 10)
}

/** What one target has from `end` backwards. `end` itself is where the last portion stopped: it was there already. */
async function portion(
  api: DynamoApi,
  table: string,
  { outcome, from, targets, limit }: HistorySearch,
  target: string,
  end: string,
): Promise<Portion<Item>> {
  const begin = timePart(from ?? 0)
  if (end <= begin) return { items: [] }
  const doing = { action: 'dynamodb:Query', subject: `the history of ${target}` }
  const { Items = [], LastEvaluatedKey } = await calling(doing, () =>
    api.query({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :begin AND :end',
      ...(outcome === undefined ? {} : { FilterExpression: 'outcome = :outcome' }),
      ExpressionAttributeValues: {
        ':pk': { S: historyPk(target) },
        ':begin': { S: begin },
        ':end': { S: end },
        ...(outcome === undefined ? {} : { ':outcome': { S: outcome } }),
      },
      ScanIndexForward: false,
      Limit: atOnce(targets.length, limit, outcome !== undefined),
    }),
  )
  const stoppedAt = LastEvaluatedKey?.['sk']?.S
  const items = Items.filter((item) => item['sk']?.S !== end).map((item) => ({ id: item['sk']?.S ?? '', item }))
  return { items, ...(stoppedAt === undefined ? {} : { stoppedAt }) }
}

/** Few of each when there are many: most of what is read would be thrown away again. */
function atOnce(targets: number, limit: number, isFiltered: boolean): number {
  if (isFiltered) return Math.max(50, Math.ceil(searchedAtOnce / targets))
  return Math.min(limit + 2, Math.max(5, Math.ceil((limit * 2) / targets)))
}

/** One that cannot be read must not hide the others. */
function entryOf(item: Item): HistoryEntry {
  const target = item['pk']?.S?.slice(historyPk('').length) ?? ''
  const id = item['sk']?.S ?? ''
  try {
    return { kind: 'ended', target, id, outcome: parseOutcome(item['body']?.S) }
  } catch (error) {
    if (!(error instanceof StoredUnreadable)) throw error
    return { kind: 'unreadable', target, id, why: redact(error.message) }
  }
}
