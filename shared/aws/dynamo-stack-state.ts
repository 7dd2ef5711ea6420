import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Millis } from '../domain/image.ts'
import type { StackStop } from '../domain/observation.ts'
import type { DueTarget, StackState } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { dueIndex, stackKey } from './table-keys.ts'

const key = { pk: { S: stackKey.pk }, sk: { S: stackKey.sk } }

type Item = Record<string, AttributeValue>

/** What concerns the whole stack, in DynamoDB. */
export function dynamoStackState(client: () => Promise<DynamoApi>, table: string): StackState {
  return {
    async readStop() {
      const api = await client()
      const doing = { action: 'dynamodb:GetItem', subject: 'the stop of the stack' }
      const { Item } = await calling(doing, () => api.get({ TableName: table, Key: key, ConsistentRead: true }))
      return stopOf(Item)
    },
    async writeStop(stop) {
      const api = await client()
      const doing = { action: 'dynamodb:PutItem', subject: 'the stop of the stack' }
      await calling(doing, () => api.put({ TableName: table, Item: { ...key, ...itemOf(stop) } }))
    },
    due: async (until) => due(await client(), table, until),
  }
}

function stopOf(item: Item | undefined): StackStop {
  const by = item?.['by']?.S
  const reason = item?.['reason']?.S
  return {
    stopped: item?.['stopped']?.BOOL ?? false,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function itemOf({ stopped, by, reason }: StackStop): Item {
  return {
    stopped: { BOOL: stopped },
    ...(by === undefined ? {} : { by: { S: by } }),
    ...(reason === undefined ? {} : { reason: { S: reason } }),
  }
}

/** The index holds only records that want a look, earliest first. */
async function due(api: DynamoApi, table: string, until: Millis): Promise<DueTarget[]> {
  const found: DueTarget[] = []
  let from: Item | undefined
  do {
    const start = from
    const page = await calling({ action: 'dynamodb:Query', subject: 'what is due' }, () =>
      api.query({
        TableName: table,
        IndexName: dueIndex.name,
        KeyConditionExpression: 'due = :due AND wakeAt <= :until',
        ExpressionAttributeValues: { ':due': { S: dueIndex.partition }, ':until': { N: String(until) } },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    found.push(...(page.Items ?? []).flatMap(dueTargetOf))
    from = page.LastEvaluatedKey
  } while (from)
  return found
}

function dueTargetOf(item: Item): DueTarget[] {
  const target = item['target']?.S
  const wakeAt = item['wakeAt']?.N
  return target === undefined || wakeAt === undefined
    ? []
    : [{ target, wakeAt: Number(wakeAt), phase: item['phase']?.S ?? '' }]
}
