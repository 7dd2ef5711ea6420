import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dynamoClient } from '../../shared/aws/clients.ts'
import { dynamoLivingMessages } from '../../shared/aws/dynamo-living-messages.ts'
import { slackPk } from '../../shared/aws/table-keys.ts'
import type { LivingMessage, LivingMessages } from '../../shared/living-ports.ts'
import { memoryLivingMessages } from '../fakes/memory-living-messages.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { type AwsWorld, createTable, startAws, table } from './aws-world.ts'

let aws: AwsWorld
const clock = virtualClock()

beforeAll(async () => {
  aws = await startAws()
  await createTable(aws.tables)
})
afterAll(() => aws.stop())

const message: LivingMessage = {
  posted: { channel: 'C01', ts: '1.000001' },
  sequence: 3,
  editedAt: 5,
  busyUntil: 0,
  ended: false,
  reposts: 1,
  told: ['a/details'],
  unclear: { progress: 1 },
  bare: '{"text":"api is on v1.2.3","blocks":[]}',
  refused: ['a@C02'],
}

describe.each<[string, () => LivingMessages]>([
  ['in memory', () => memoryLivingMessages()],
  ['in DynamoDB', () => dynamoLivingMessages({ client: dynamoClient, table, clock })],
])('living messages %s', (name, make) => {
  const id = (what: string) => `${name}/${what}`

  it('are unknown at first', async () => {
    expect(await make().load(id('new'))).toEqual({ message: undefined, write: 0 })
  })

  it('come back as they were saved, with or without a place', async () => {
    const messages = make()
    const { posted: _, ...unposted } = message
    expect(await messages.save(id('kept'), unposted, 0)).toBe('saved')
    expect(await messages.load(id('kept'))).toEqual({ message: unposted, write: 1 })
    expect(await messages.save(id('kept'), message, 1)).toBe('saved')
    expect(await messages.load(id('kept'))).toEqual({ message, write: 2 })
  })

  it('are saved by one of two who began together', async () => {
    const messages = make()
    const answers = await Promise.all([0, 0].map((write) => messages.save(id('raced'), message, write)))
    expect(answers.sort()).toEqual(['conflict', 'saved'])
    expect(await messages.save(id('raced'), message, 0)).toBe('conflict')
  })
})

describe('in DynamoDB', () => {
  it('a message leaves the table 90 days after the last word', async () => {
    await dynamoLivingMessages({ client: dynamoClient, table, clock }).save('ends', message, 0)
    const api = await dynamoClient()
    const { Item } = await api.get({ TableName: table, Key: { pk: { S: slackPk('ends') }, sk: { S: 'message' } } })
    expect(Number(Item?.['expiresAt']?.N)).toBe(clock.now() / 1_000 + 90 * 86_400)
  })

  it('what is none is named', async () => {
    const api = await dynamoClient()
    const key = { pk: { S: slackPk('odd') }, sk: { S: 'message' } }
    await api.put({ TableName: table, Item: { ...key, body: { S: '{"sequence":"x"}' } } })
    await expect(dynamoLivingMessages({ client: dynamoClient, table, clock }).load('odd')).rejects.toThrow(
      'Cannot read the message of odd: it has another shape',
    )
  })
})
