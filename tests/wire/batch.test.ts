import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { pushEvent } from './events.ts'
import { aTarget, startWire, TABLE, type WireWorld } from './world.ts'

let world: WireWorld

beforeEach(async () => {
  world = await startWire({ targets: { a: aTarget('a'), b: aTarget('b') } })
})
afterEach(() => world?.stop())

/** Puts a push into a target's inbox by the real handler; the clock stands still, so no nudge is handled yet. */
async function pushed(target: string): Promise<string> {
  const { digest } = world.push({ repository: `team/${target}`, tag: 'main-1', silent: true })
  await world.invoke('image-pushed', pushEvent({ 'repository-name': `team/${target}`, 'image-tag': 'main-1', digest }))
  return digest
}

function batch(...messages: readonly (readonly [messageId: string, body: string])[]) {
  return { Records: messages.map(([messageId, body]) => ({ messageId, body })) }
}

const nudge = (target: string, dedupId: string) => JSON.stringify({ target, dedupId })

/** A record that can be read but not be saved again: what is needed to go on is too long, and nothing of it can be shed. */
async function makeTooLarge(target: string): Promise<void> {
  const record = await world.record(target)
  if (!record) throw new Error('no record')
  await store(target, { ...record, base: 'x'.repeat(70_000) })
}

async function store(target: string, record: TargetRecord | object): Promise<void> {
  const Key = { pk: { S: `target#${target}` }, sk: { S: 'record' } }
  const ExpressionAttributeValues = { ':body': { S: JSON.stringify(record) } }
  const UpdateExpression = 'SET body = :body'
  await world.sandbox.dynamodb.call('UpdateItem', {
    TableName: TABLE,
    Key,
    UpdateExpression,
    ExpressionAttributeValues,
  })
}

describe('a batch A1, A2, B1', () => {
  it('reports both messages of A when its record cannot be saved, and brings B forward', async () => {
    await makeTooLarge('a')
    await pushed('a')
    const digest = await pushed('b')
    const answer = await world.invoke(
      'reconcile',
      batch(['A1', nudge('a', '1')], ['A2', nudge('a', '2')], ['B1', nudge('b', '3')]),
    )
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'A1' }, { itemIdentifier: 'A2' }] })
    expect(await world.record('b')).toMatchObject({
      state: { name: 'rolling', deployment: { goal: { images: { app: { digest } } } } },
    })
    expect(await world.inbox('a')).toHaveLength(1)
  })

  it('reports both messages of A when its record cannot be read, and brings B forward', async () => {
    await store('a', { version: 99 })
    const digest = await pushed('b')
    const answer = await world.invoke(
      'reconcile',
      batch(['A1', nudge('a', '1')], ['A2', nudge('a', '2')], ['B1', nudge('b', '3')]),
    )
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'A1' }, { itemIdentifier: 'A2' }] })
    expect(await world.record('b')).toMatchObject({
      state: { name: 'rolling', deployment: { goal: { images: { app: { digest } } } } },
    })
  })

  it('reports a message that is no nudge alone', async () => {
    const digest = await pushed('b')
    const answer = await world.invoke(
      'reconcile',
      batch(['X', 'no nudge'], ['Y', '{"target":7}'], ['B1', nudge('b', '1')]),
    )
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'X' }, { itemIdentifier: 'Y' }] })
    expect(await world.record('b')).toMatchObject({
      state: { name: 'rolling', deployment: { goal: { images: { app: { digest } } } } },
    })
    expect(world.log('reconcile').filter(({ message }) => message === 'message is no nudge')).toHaveLength(2)
  })
})
