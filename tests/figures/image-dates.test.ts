import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { type DynamoApi, dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { dynamoImageDates } from '../../shared/aws/dynamo-image-dates.ts'
import { ecrOrigins } from '../../shared/aws/ecr-origins.ts'
import { originDates } from '../../shared/aws/origin-dates.ts'
import { type AwsWorld, createTable, startAws, table } from '../contracts/aws-world.ts'
import { digest, start } from './an-outcome.ts'

let aws: AwsWorld
let api: DynamoApi

beforeAll(async () => {
  aws = await startAws()
  await createTable(aws.tables)
  api = dynamoApi(clientSettings())
})
afterAll(() => aws.stop())

const client = async () => api
const image = (digit: string) => ({
  repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api',
  digest: digest(digit),
})

function keep(digit: string, body: string) {
  const Item = { pk: { S: `origin#${digest(digit)}` }, sk: { S: 'origin' }, rules: { S: '1' }, body: { S: body } }
  return api.put({ TableName: table, Item })
}

it('gives what the table remembers of images, and nothing of others', async () => {
  await keep('a', JSON.stringify({ revision: 'abcdef0', committedAt: start - 1_000, createdAt: start }))
  await keep('b', JSON.stringify({ createdAt: start }))
  await keep('c', JSON.stringify({ createdAt: 'yesterday' }))
  await keep('e', 'no JSON')
  const known = await dynamoImageDates(client, table).of(['a', 'b', 'c', 'd', 'e'].map(image))
  expect(Object.fromEntries(known)).toEqual({
    [digest('a')]: { committedAt: start - 1_000, createdAt: start },
    [digest('b')]: { createdAt: start },
  })
})

it('asks what is remembered of more images than are read at once', async () => {
  const digits = ['a', ...Array.from({ length: 60 }, () => 'd'), 'b']
  const known = await dynamoImageDates(client, table).of(digits.map(image))
  expect([...known.keys()]).toEqual([digest('a'), digest('b')])
})

it('asks an image itself where what is remembered of it cannot be read', async () => {
  await keep('f', 'no JSON')
  const asked: string[] = []
  const ecr = async (region: string) => {
    asked.push(region)
    throw new Error('the registry was asked')
  }
  const origins = ecrOrigins({ ecr, dynamo: client, table, unreadable: () => undefined })
  await expect(originDates(origins).of([image('f')])).rejects.toThrow('the registry was asked')
  expect(asked).toEqual(['us-east-1'])
})

it('asks an image itself only where nobody did before', async () => {
  const asked: string[] = []
  const ecr = async (region: string) => {
    asked.push(region)
    throw new Error('the registry was asked')
  }
  const origins = ecrOrigins({ ecr, dynamo: client, table, unreadable: () => undefined })
  const known = await originDates(origins).of([image('a')])
  expect(known.get(digest('a'))).toMatchObject({ committedAt: start - 1_000 })
  expect(asked).toEqual([])
})
