import { setTimeout } from 'node:timers/promises'
import type { WriteRequest } from '@aws-sdk/client-dynamodb'
import type { DynamoApi } from './dynamo-api.ts'
import { calling, refuse } from './refusal.ts'

const requestsPerCall = 25
const mostRounds = 5

/**
 * Writes in batches. What DynamoDB leaves unprocessed is sent again, a little later each time.
 * Throws a Refusal when some of it is still left at the end.
 */
export async function writeAll(
  api: DynamoApi,
  table: string,
  requests: readonly WriteRequest[],
  subject: string,
): Promise<void> {
  for (let first = 0; first < requests.length; first += requestsPerCall) {
    await writeBatch(api, table, requests.slice(first, first + requestsPerCall), subject)
  }
}

async function writeBatch(
  api: DynamoApi,
  table: string,
  requests: readonly WriteRequest[],
  subject: string,
): Promise<void> {
  let left = [...requests]
  for (let round = 0; left.length > 0; round += 1) {
    if (round === mostRounds) {
      refuse('throttled', `Cannot write all of ${subject}: the table is throttled. It is tried again by itself.`)
    }
    if (round > 0) await setTimeout(25 * 2 ** round)
    const items = left
    const { UnprocessedItems = {} } = await calling({ action: 'dynamodb:BatchWriteItem', subject }, () =>
      api.batchWrite({ RequestItems: { [table]: items } }),
    )
    left = UnprocessedItems[table] ?? []
  }
}
