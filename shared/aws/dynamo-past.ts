import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { encodeTime } from 'ulid'
import type { OutcomeAnnouncement } from '../domain/announcement.ts'
import type { Healed, PastReader } from '../figures-ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { StoredUnreadable } from './stored-json.ts'
import { parseOutcome } from './stored-outcome.ts'
import { healedPk, historyPk } from './table-keys.ts'

type Client = () => Promise<DynamoApi>
type Item = Readonly<Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>>

/** The history in DynamoDB, page by page. The ids of deployments begin with the time of their trigger, and sort by it. */
export function dynamoPast(client: Client, table: string): PastReader {
  return {
    async since(target, from, limit) {
      const first = encodeTime(Math.max(0, Math.floor(from)), 10)
      const [ended, healed] = await Promise.all([
        newest(client, inTime(table, historyPk(target), first), limit),
        newest(client, inTime(table, healedPk(target), first), limit),
      ])
      const read = ended.items.map(outcomeOf).reverse()
      return {
        target,
        outcomes: read.filter((outcome) => typeof outcome !== 'string'),
        healed: healed.items.map(healedOf),
        isCut: ended.isCut,
        unreadable: read.filter((outcome) => typeof outcome === 'string'),
      }
    },
  }
}

function inTime(table: string, pk: string, first: string): QueryCommandInput {
  return {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk >= :first',
    ExpressionAttributeValues: { ':pk': { S: pk }, ':first': { S: first } },
    ScanIndexForward: false,
  }
}

/** The newest items, at most `limit`; whether there are more. A page of DynamoDB ends at 1 MB. */
async function newest(client: Client, input: QueryCommandInput, limit: number) {
  const api = await client()
  const items: Item[] = []
  let next: QueryCommandInput['ExclusiveStartKey']
  do {
    const page: QueryCommandInput = {
      ...input,
      Limit: limit + 1 - items.length,
      ...(next && { ExclusiveStartKey: next }),
    }
    const answer = await calling({ action: 'dynamodb:Query', subject: 'the history' }, () => api.query(page))
    items.push(...(answer.Items ?? []))
    next = answer.LastEvaluatedKey
  } while (next && items.length <= limit)
  return { items: items.slice(0, limit), isCut: items.length > limit }
}

/** The deployment, or the id of one that cannot be read: one item must not hide all others. */
function outcomeOf(item: Item): OutcomeAnnouncement | string {
  try {
    return parseOutcome(item['body']?.S)
  } catch (error) {
    if (error instanceof StoredUnreadable) return item['sk']?.S ?? ''
    throw error
  }
}

function healedOf(item: Item): Healed {
  return { deploymentId: item['sk']?.S ?? '', at: Number(item['at']?.N ?? 0) }
}
