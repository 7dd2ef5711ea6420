import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Millis } from '../domain/image.ts'
import type { StackFreeze, StackStop } from '../domain/observation.ts'
import type { DueTarget, StackState } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { errorName } from './problem.ts'
import { calling, Refusal } from './refusal.ts'
import { dueIndex, stackFreezeKey, stackKey } from './table-keys.ts'

const key = { pk: { S: stackKey.pk }, sk: { S: stackKey.sk } }
const freezeKey = { pk: { S: stackFreezeKey.pk }, sk: { S: stackFreezeKey.sk } }

const freezing = { action: 'dynamodb:PutItem', subject: 'the freeze of the stack' }

type Item = Record<string, AttributeValue>

/** What concerns the whole stack, in DynamoDB. */
export function dynamoStackState(client: () => Promise<DynamoApi>, table: string): StackState {
  return {
    async readStop() {
      const api = await client()
      const doing = { action: 'dynamodb:Query', subject: 'the stop of the stack' }
      const { Items = [] } = await calling(doing, () =>
        api.query({
          TableName: table,
          KeyConditionExpression: 'pk = :stack',
          ExpressionAttributeValues: { ':stack': { S: stackKey.pk } },
          ConsistentRead: true,
        }),
      )
      const item = (sk: string) => Items.find((one) => one['sk']?.S === sk)
      return { ...stopOf(item(stackKey.sk)), ...freezeOf(item(stackFreezeKey.sk)) }
    },
    async writeFreeze(freeze) {
      const api = await client()
      return unlessLonger(() =>
        api.put({
          TableName: table,
          Item: { ...freezeKey, ...freezeItem(freeze) },
          ConditionExpression: 'attribute_not_exists(#until) OR #until <= :until',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':until': { N: String(freeze.until) } },
        }),
      )
    },
    async liftFreeze() {
      const api = await client()
      await calling(freezing, () => api.put({ TableName: table, Item: freezeKey }))
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

function itemOf({ stopped, by, reason }: Omit<StackStop, 'frozen'>): Item {
  return {
    stopped: { BOOL: stopped },
    ...(by === undefined ? {} : { by: { S: by } }),
    ...(reason === undefined ? {} : { reason: { S: reason } }),
  }
}

/** One that was lifted has no end. */
function freezeOf(item: Item | undefined): Pick<StackStop, 'frozen'> {
  const until = item?.['until']?.N
  if (until === undefined) return {}
  const reason = item?.['reason']?.S
  const by = item?.['by']?.S ?? 'unknown'
  return { frozen: { until: Number(until), by, ...(reason === undefined ? {} : { reason }) } }
}

async function unlessLonger(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await calling(freezing, write)
    return true
  } catch (error) {
    if (error instanceof Refusal && errorName(error.cause) === 'ConditionalCheckFailedException') return false
    throw error
  }
}

function freezeItem({ until, by, reason }: StackFreeze): Item {
  return { until: { N: String(until) }, by: { S: by }, ...(reason === undefined ? {} : { reason: { S: reason } }) }
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
