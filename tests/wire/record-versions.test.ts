import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { aTarget, MINUTE, NUDGES, startWire, TABLE, type WireWorld } from './world.ts'

const V0 = JSON.parse(readFileSync(join(import.meta.dirname, 'record-v0.json'), 'utf8'))
const RAN = V0.ledger[0].release.images.app.digest
const HELD = V0.holds[0].digests.app
const Key = { pk: { S: 'target#api' }, sk: { S: 'record' } }

let world: WireWorld

afterEach(() => world?.stop())

/** The body of the record of api as it lies in the table. */
async function body(): Promise<string> {
  const item = (await world.sandbox.dynamodb.items(TABLE)).find(({ pk, sk }) => pk === 'target#api' && sk === 'record')
  return String(item?.['body'])
}

async function replace(record: object): Promise<void> {
  const ExpressionAttributeValues = { ':body': { S: JSON.stringify(record) } }
  const UpdateExpression = 'SET body = :body'
  await world.sandbox.dynamodb.call('UpdateItem', {
    TableName: TABLE,
    Key,
    UpdateExpression,
    ExpressionAttributeValues,
  })
}

describe('a record of the first version', () => {
  it('is read with its ledger and holds, and written in the version of today', async () => {
    world = await startWire({ targets: { api: aTarget('api') }, digests: { api: RAN } })
    await replace(V0)
    expect(await world.invoke('status', { target: 'api' })).toMatchObject({
      targets: [{ phase: 'idle', ledger: 1, holds: [expect.stringContaining('exited with code 1')] }],
    })
    world.push({ repository: 'team/api', tag: 'main-8', digest: HELD })
    await world.pass(2 * MINUTE)
    expect(world.documents()).toMatchObject([{ kind: 'notice', notice: 'not-deployed' }])
    const { digest } = world.push({ repository: 'team/api', tag: 'main-9' })
    await world.until('the deployment', () => world.outcomes('api').length === 1)
    expect(world.outcomes('api')).toMatchObject([
      { outcome: 'succeeded', deployment: { from: { app: { digest: RAN } }, to: { app: { digest } } } },
    ])
    expect(JSON.parse(await body())).toMatchObject({ version: 1, ledger: [{ origin: 'proven' }, { origin: 'found' }] })
  })
})

describe('a record of a newer version', () => {
  it('is left as it is; its nudge ends in the dead-letter queue, and other targets go on', async () => {
    world = await startWire({ targets: { api: aTarget('api'), web: aTarget('web') } })
    const newer = { version: 4, target: 'api', something: 'else' }
    await replace(newer)
    for (const name of ['api', 'web']) world.push({ repository: `team/${name}`, tag: 'main-1' })
    await world.until('the deployment', () => world.outcomes('web').length === 1)
    await world.pass(6 * MINUTE)
    expect(world.outcomes('web')).toMatchObject([{ outcome: 'succeeded' }])
    expect(JSON.parse(await body())).toEqual(newer)
    const dead = world.sandbox.sqs.messages(NUDGES.replace('.fifo', '-dlq.fifo'))
    expect(dead.map((message) => JSON.parse(message.body).target)).toContain('api')
    expect(dead.every((message) => JSON.parse(message.body).target === 'api')).toBe(true)
    expect(
      world
        .log('reconcile')
        .filter(({ target }) => target === 'api')
        .at(-1),
    ).toMatchObject({
      level: 'ERROR',
      error: expect.stringContaining('version 4'),
    })
    expect(await world.inbox('api')).toHaveLength(1)
    await expect(world.invoke('status', { target: 'api' })).rejects.toThrow('Deploy that version again')
  })
})
