import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { encodeTime } from 'ulid'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { type DynamoApi, dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { dynamoHistory } from '../../shared/aws/dynamo-history.ts'
import { dynamoPast } from '../../shared/aws/dynamo-past.ts'
import { anOutcome } from './a-record.ts'
import { type AwsWorld, createTable, startAws, table } from './aws-world.ts'

let aws: AwsWorld
let api: DynamoApi

beforeAll(async () => {
  aws = await startAws()
  await createTable(aws.tables)
  api = dynamoApi(clientSettings())
})
afterAll(() => aws.stop())

const client = async () => api
const id = (at: number) => `${encodeTime(at, 10)}0000000000000000`
const since = (target: string, from: number, limit = 100) => dynamoPast(client, table).since(target, from, limit)

it('gives what was triggered since, oldest first, and when the target was well again', async () => {
  const history = dynamoHistory(client, table)
  for (const at of [1_000, 3_000, 2_000]) await history.put(anOutcome(id(at)))
  await history.put(anOutcome(id(2_500), 'web'))
  await history.putHealed('api', { deploymentId: id(3_000), at: 9_000 })
  await history.putHealed('api', { deploymentId: id(3_000), at: 9_000 })
  expect(await since('api', 2_000)).toEqual({
    target: 'api',
    outcomes: [anOutcome(id(2_000)), anOutcome(id(3_000))],
    healed: [{ deploymentId: id(3_000), at: 9_000 }],
    isCut: false,
    unreadable: [],
  })
})

it('gives whether what failed was left on the target', async () => {
  const { deployment, ...rest } = anOutcome(id(1_000), 'worker')
  const broken = { ...rest, outcome: 'failed' as const, deployment: { ...deployment, broken: true as const } }
  await dynamoHistory(client, table).put(broken)
  expect((await since('worker', 0)).outcomes).toEqual([broken])
})

it('says when there is more than was asked for, and leaves out the oldest', async () => {
  const past = await since('api', 0, 2)
  expect(past.outcomes.map(({ deployment }) => deployment.id)).toEqual([id(2_000), id(3_000)])
  expect(past.isCut).toBe(true)
  expect((await since('api', 0, 3)).isCut).toBe(false)
})

it('pages through more than a page of DynamoDB holds', async () => {
  const history = dynamoHistory(client, table)
  const words = 'x'.repeat(100_000)
  for (let at = 1; at <= 25; at += 1) {
    const outcome = anOutcome(id(at), 'busy')
    await history.put({ ...outcome, reason: words })
  }
  const past = await since('busy', 0)
  expect(past.outcomes.map(({ deployment }) => deployment.id)).toEqual(
    Array.from({ length: 25 }, (_, index) => id(index + 1)),
  )
  expect(past.isCut).toBe(false)
})

it('names what it cannot read and gives the rest', async () => {
  await dynamoHistory(client, table).put(anOutcome(id(5_000), 'odd'))
  const item = { pk: { S: 'history#odd' }, sk: { S: id(6_000) }, body: { S: '{"kind":"poem"}' } }
  await api.put({ TableName: table, Item: item })
  const past = await since('odd', 0)
  expect(past.outcomes).toHaveLength(1)
  expect(past.unreadable).toEqual([id(6_000)])
})
