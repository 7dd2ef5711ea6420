import { randomUUID } from 'node:crypto'
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
  const owners = new Map<string, string>()
  return {
    async claim(id, channel, leaseMs) {
      const pk = claimPk(channel, id)
      // Of this very claim: a second one by the same worker is another's.
      const lease = { owner: randomUUID(), until: options.clock.now() + leaseMs }
      if (!(await take(options, pk, lease))) return whoHolds(options, pk)
      owners.set(pk, lease.owner)
      return 'claimed'
    },
    async done(id, channel) {
      await finish(options, claimPk(channel, id))
      owners.delete(claimPk(channel, id))
    },
    async release(id, channel) {
      const owner = owners.get(claimPk(channel, id))
      if (owner !== undefined) await giveBack(options, claimPk(channel, id), owner)
      owners.delete(claimPk(channel, id))
    },
  }
}

function keyOf(pk: string) {
  return { pk: { S: pk }, sk: { S: 'claim' } }
}

function expiresAt({ clock }: DynamoClaimsOptions) {
  return { N: String(Math.ceil(clock.now() / 1000) + keptSeconds) }
}

interface Lease {
  readonly owner: string
  /** Epoch ms. */
  readonly until: number
}

/** A reply may get lost, and the client then repeats the call: what it finds is its own claim, not another's. */
async function take(options: DynamoClaimsOptions, pk: string, { owner, until }: Lease): Promise<boolean> {
  const api = await options.client()
  return unlessRefused('dynamodb:PutItem', () =>
    api.put({
      TableName: options.table,
      Item: {
        ...keyOf(pk),
        state: { S: 'taken' },
        owner: { S: owner },
        until: { N: String(until) },
        expiresAt: expiresAt(options),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR (#state = :taken AND (#until <= :now OR #owner = :mine))',
      ExpressionAttributeNames: { '#state': 'state', '#until': 'until', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':taken': { S: 'taken' },
        ':now': { N: String(options.clock.now()) },
        ':mine': { S: owner },
      },
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

async function giveBack(options: DynamoClaimsOptions, pk: string, owner: string): Promise<void> {
  const api = await options.client()
  await unlessRefused('dynamodb:DeleteItem', () =>
    api.remove({
      TableName: options.table,
      Key: keyOf(pk),
      ConditionExpression: '#state = :taken AND #owner = :mine',
      ExpressionAttributeNames: { '#state': 'state', '#owner': 'owner' },
      ExpressionAttributeValues: { ':taken': { S: 'taken' }, ':mine': { S: owner } },
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
