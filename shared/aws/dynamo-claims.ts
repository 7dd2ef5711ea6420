import type { Claims, Clock } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { errorName } from './problem.ts'
import { calling, Refusal } from './refusal.ts'
import { claimPk } from './table-keys.ts'

const keptSeconds = 30 * 24 * 60 * 60

export interface DynamoClaimsOptions {
  readonly client: () => Promise<DynamoApi>
  readonly table: string
  readonly clock: Clock
}

/** Claims in DynamoDB, for 30 days. A worker whose lease ran out can no longer release: somebody else may hold it. */
export function dynamoClaims(options: DynamoClaimsOptions): Claims {
  const leases = new Map<string, number>()
  return {
    async claim(id, channel, leaseMs) {
      const until = options.clock.now() + leaseMs
      if (!(await take(options, claimPk(channel, id), until))) return whoHolds(options, claimPk(channel, id))
      leases.set(claimPk(channel, id), until)
      return 'claimed'
    },
    async done(id, channel) {
      await finish(options, claimPk(channel, id))
      leases.delete(claimPk(channel, id))
    },
    async release(id, channel) {
      const until = leases.get(claimPk(channel, id))
      if (until !== undefined) await giveBack(options, claimPk(channel, id), until)
      leases.delete(claimPk(channel, id))
    },
  }
}

function keyOf(pk: string) {
  return { pk: { S: pk }, sk: { S: 'claim' } }
}

function expiresAt({ clock }: DynamoClaimsOptions) {
  return { N: String(Math.ceil(clock.now() / 1000) + keptSeconds) }
}

async function take(options: DynamoClaimsOptions, pk: string, until: number): Promise<boolean> {
  const api = await options.client()
  return unlessRefused('dynamodb:PutItem', () =>
    api.put({
      TableName: options.table,
      Item: { ...keyOf(pk), state: { S: 'taken' }, until: { N: String(until) }, expiresAt: expiresAt(options) },
      ConditionExpression: 'attribute_not_exists(pk) OR (#state = :taken AND #until <= :now)',
      ExpressionAttributeNames: { '#state': 'state', '#until': 'until' },
      ExpressionAttributeValues: { ':taken': { S: 'taken' }, ':now': { N: String(options.clock.now()) } },
    }),
  )
}

async function whoHolds(options: DynamoClaimsOptions, pk: string): Promise<'taken' | 'done'> {
  const api = await options.client()
  const { Item } = await calling({ action: 'dynamodb:GetItem', subject: 'a claim' }, () =>
    api.get({ TableName: options.table, Key: keyOf(pk), ConsistentRead: true }),
  )
  return Item?.['state']?.S === 'done' ? 'done' : 'taken'
}

async function finish(options: DynamoClaimsOptions, pk: string): Promise<void> {
  const api = await options.client()
  await calling({ action: 'dynamodb:PutItem', subject: 'a claim' }, () =>
    api.put({
      TableName: options.table,
      Item: { ...keyOf(pk), state: { S: 'done' }, expiresAt: expiresAt(options) },
    }),
  )
}

async function giveBack(options: DynamoClaimsOptions, pk: string, until: number): Promise<void> {
  const api = await options.client()
  await unlessRefused('dynamodb:DeleteItem', () =>
    api.remove({
      TableName: options.table,
      Key: keyOf(pk),
      ConditionExpression: '#state = :taken AND #until = :mine',
      ExpressionAttributeNames: { '#state': 'state', '#until': 'until' },
      ExpressionAttributeValues: { ':taken': { S: 'taken' }, ':mine': { N: String(until) } },
    }),
  )
}

async function unlessRefused(action: string, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await calling({ action, subject: 'a claim' }, write)
    return true
  } catch (error) {
    if (error instanceof Refusal && errorName(error.cause) === 'ConditionalCheckFailedException') return false
    throw error
  }
}
