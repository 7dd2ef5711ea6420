import { afterEach, expect, it, jest } from '@jest/globals'
import { type SampleWorld, startSampleWorld } from './sample-world.ts'

jest.setTimeout(120_000)

const TABLE = 'longshore-dev'
const target = 'api-production'
const key = { pk: { S: `target#${target}` }, sk: { S: 'record' } }

let world: SampleWorld
afterEach(() => world?.sandbox.stop())

async function start(): Promise<void> {
  world = await startSampleWorld()
  await world.pass(16)
}

async function storedItem(): Promise<unknown> {
  const { Item } = await world.sandbox.dynamodb.call('GetItem', { TableName: TABLE, Key: key })
  return Item
}

async function statusOf(): Promise<unknown> {
  const { answer } = await world.invoke('status', { target })
  return answer?.['targets']
}

const outcomes = () =>
  world.sandbox.sns
    .published()
    .map(({ messages }) => JSON.parse(messages['sqs'] ?? '{}'))
    .filter(({ kind }) => kind === 'outcome')
    .map(({ deployment }) => deployment.to.app.tag)

it('a target whose record is gone is seen for the first time; put back, with nothing rolled out since, it has its holds again', async () => {
  await start()
  world.push('v1.1.0', 'crashes')
  await world.pass(10)
  const item = await storedItem()
  const before = await statusOf()
  await world.sandbox.dynamodb.call('DeleteItem', { TableName: TABLE, Key: key })
  await world.pass(10)
  expect(await statusOf()).toMatchObject([{ phase: 'idle', ledger: 1, holds: [] }])
  await world.invoke('pause', { reason: 'restoring' })
  await world.sandbox.dynamodb.call('PutItem', { TableName: TABLE, Item: item })
  await world.invoke('resume', {})
  await world.pass(20)
  expect(await statusOf()).toEqual(before)
  expect(outcomes()).toEqual(['v1.1.0'])
})

it('what was pushed after the day of a record that is put back is news', async () => {
  await start()
  const item = await storedItem()
  await world.invoke('pause', { reason: 'restoring' })
  world.push('v1.1.0')
  world.push('v1.2.0')
  await world.pass(2)
  await world.sandbox.dynamodb.call('PutItem', { TableName: TABLE, Item: item })
  await world.invoke('resume', {})
  await world.pass(30)
  expect(outcomes()).toEqual(['v1.2.0'])
})
