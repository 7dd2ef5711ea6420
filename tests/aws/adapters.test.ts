import type { BatchWriteItemCommandInput, QueryCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { dynamoClient, ecrClient } from '../../shared/aws/clients.ts'
import { type DynamoApi, dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { writeAll } from '../../shared/aws/dynamo-batch.ts'
import { dynamoClaims } from '../../shared/aws/dynamo-claims.ts'
import { dynamoHistory } from '../../shared/aws/dynamo-history.ts'
import { dynamoInbox } from '../../shared/aws/dynamo-inbox.ts'
import { dynamoRecordStore } from '../../shared/aws/dynamo-record-store.ts'
import { dynamoStackState } from '../../shared/aws/dynamo-stack-state.ts'
import { ecrApi } from '../../shared/aws/ecr-api.ts'
import { ecrRegistry } from '../../shared/aws/ecr-registry.ts'
import { lazy } from '../../shared/aws/lazy.ts'
import { parseRepositoryUri } from '../../shared/aws/repository-uri.ts'
import { secretValues } from '../../shared/aws/secret-values.ts'
import { secretsApi } from '../../shared/aws/secrets-api.ts'
import { deduplicationId } from '../../shared/aws/sqs-nudge-queue.ts'
import { ssmApi } from '../../shared/aws/ssm-api.ts'
import { StoredUnreadable } from '../../shared/aws/stored-json.ts'
import { migrate } from '../../shared/domain/migrate.ts'
import { anOutcome, aRecord, everyFact } from '../contracts/a-record.ts'
import { type AwsWorld, createTable, host, startAws, table } from '../contracts/aws-world.ts'
import { digest, repository } from '../contracts/platform-worlds.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

let aws: AwsWorld
let client: () => Promise<DynamoApi>

describe('something loaded lazily', () => {
  it('is loaded once, by the first who asks', async () => {
    let loads = 0
    const load = lazy(async () => {
      loads += 1
      return loads
    })
    expect(loads).toBe(0)
    expect(await Promise.all([load(), load()])).toEqual([1, 1])
    expect(await load()).toBe(1)
  })

  it('is loaded again after a failure', async () => {
    let loads = 0
    const load = lazy(async () => {
      loads += 1
      if (loads === 1) throw new Error('not yet')
      return loads
    })
    await expect(load()).rejects.toThrow('not yet')
    expect(await load()).toBe(2)
  })
})

describe('a de-duplication id', () => {
  it.each(['tick:api:29384', 'e7a1-55', 'x'.repeat(128)])('goes as it is where SQS takes it (%s)', (id) => {
    expect(deduplicationId(id)).toBe(id)
  })

  it.each(['', 'with space', 'é', 'x'.repeat(129)])('goes by its hash otherwise (%j)', (id) => {
    expect(deduplicationId(id)).toMatch(/^[0-9a-f]{64}$/)
  })
})

it.each([
  [`${host}/team/api`, { registryId: '123456789012', region: 'us-east-1', name: 'team/api' }],
  [
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a',
    { registryId: '123456789012', region: 'cn-north-1', name: 'a' },
  ],
  [
    '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a',
    { registryId: '123456789012', region: 'us-gov-west-1', name: 'a' },
  ],
  ['docker.io/library/nginx', undefined],
  [`${host}/team/api:latest`, undefined],
])('takes the repository %s apart', (uri, place) => {
  expect(parseRepositoryUri(uri)).toEqual(place)
})

describe('writing in batches', () => {
  const requests: WriteRequest[] = Array.from({ length: 60 }, (_, n) => ({
    DeleteRequest: { Key: { pk: { N: String(n) } } },
  }))

  /** A table that leaves part of each batch unprocessed. */
  function stingyTable(takes: number) {
    const written: WriteRequest[] = []
    const sizes: number[] = []
    const api = {
      async batchWrite({ RequestItems }: BatchWriteItemCommandInput) {
        const items = RequestItems?.['t'] ?? []
        sizes.push(items.length)
        written.push(...items.slice(0, takes))
        const left = items.slice(takes)
        return { UnprocessedItems: left.length > 0 ? { t: left } : {}, $metadata: {} }
      },
    }
    return { api: api as unknown as DynamoApi, written, sizes }
  }

  it('sends at most 25 at once', async () => {
    const { api, written, sizes } = stingyTable(25)
    await writeAll(api, 't', requests, 'things')
    expect(sizes).toEqual([25, 25, 10])
    expect(written).toEqual(requests)
  })

  it('sends what was left over again', async () => {
    const { api, written } = stingyTable(10)
    await writeAll(api, 't', requests, 'things')
    expect(written).toHaveLength(60)
    expect(new Set(written)).toEqual(new Set(requests))
  })

  it('throws when some of it stays left over', async () => {
    await expect(writeAll(stingyTable(0).api, 't', requests, 'things')).rejects.toThrow(/things.*throttled/)
  })
})

function withAws(): void {
  beforeEach(async () => {
    aws = await startAws()
  })
  afterEach(() => aws.stop())
}

describe('secrets over the wire', () => {
  const clock = virtualClock()
  withAws()

  function values() {
    const ssm = ssmApi(clientSettings())
    const secrets = secretsApi(clientSettings())
    return secretValues({ ssm: async () => ssm, secrets: async () => secrets, clock })
  }

  it('reads secrets of both kinds', async () => {
    aws.parameters.put('/longshore/slack', 'https://hooks.example/1')
    aws.secrets.set('slack', 'https://hooks.example/2')
    const secrets = values()
    expect(await secrets.read({ ssm: '/longshore/slack' })).toBe('https://hooks.example/1')
    expect(await secrets.read({ secret: 'slack' })).toBe('https://hooks.example/2')
  })

  it('remembers a secret for five minutes', async () => {
    aws.parameters.put('slack', 'old')
    const secrets = values()
    await secrets.read({ ssm: 'slack' })
    aws.parameters.put('slack', 'new')
    clock.advance(299_000)
    expect(await secrets.read({ ssm: 'slack' })).toBe('old')
    clock.advance(1_000)
    expect(await secrets.read({ ssm: 'slack' })).toBe('new')
  })

  it('asks the store anew for a secret that it was told to forget', async () => {
    aws.parameters.put('token', 'revoked')
    aws.parameters.put('other', 'old')
    const secrets = values()
    await secrets.read({ ssm: 'token' })
    await secrets.read({ ssm: 'other' })
    aws.parameters.put('token', 'renewed')
    aws.parameters.put('other', 'new')
    secrets.forget({ ssm: 'token' })
    expect(await secrets.read({ ssm: 'token' })).toBe('renewed')
    expect(await secrets.read({ ssm: 'other' })).toBe('old')
  })

  it('names a secret that is not there, or empty, and what may not be read', async () => {
    aws.parameters.put('blank', '  ')
    await expect(values().read({ ssm: 'missing' })).rejects.toThrow(/parameter missing/)
    await expect(values().read({ secret: 'missing' })).rejects.toThrow(/secret missing/)
    await expect(values().read({ ssm: 'blank' })).rejects.toThrow(/blank holds no text/)
    aws.faults.onCall({ service: 'ssm' }, 'access-denied')
    await expect(values().read({ ssm: 'x' })).rejects.toThrow(/permission ssm:GetParameter/)
  })
})

describe('over the wire', () => {
  withAws()

  it('asks for tags one by one when one of them is missing', async () => {
    const registry = ecrRegistry(async (region) => ecrApi(clientSettings(region)))
    const tags = Array.from({ length: 130 }, (_, n) => `t${n}`)
    for (const [n, tag] of tags.entries())
      aws.ecr.push({ repository: 'team/api', tag, digest: digest(n), silent: true })
    expect(Object.keys(await registry.named(repository, tags))).toHaveLength(130)
    expect(aws.calls.counts()).toEqual({ 'ecr:DescribeImages': 2 })
    expect(Object.keys(await registry.named(repository, ['t1', 't2', 'gone']))).toEqual(['t1', 't2'])
    expect(aws.calls.counts()).toEqual({ 'ecr:DescribeImages': 6 })
  })

  it('pages through a large repository', async () => {
    const registry = ecrRegistry(async (region) => ecrApi(clientSettings(region)))
    for (let n = 0; n < 1_100; n += 1) {
      aws.ecr.push({ repository: 'team/api', tag: `main-${n}`, digest: digest(n), silent: true })
    }
    const admitted = await registry.admitted(repository, { kind: 'pattern', source: '^main-', shown: 'main-*' })
    expect(Array.isArray(admitted) && admitted.length).toBe(1_100)
    expect(aws.calls.counts()).toEqual({ 'ecr:DescribeImages': 2 })
  })

  it('names a repository that is gone, and one that is none', async () => {
    const registry = ecrRegistry(async (region) => ecrApi(clientSettings(region)))
    const gone = await registry.named(repository, ['v1'])
    expect(gone).toMatchObject({ kind: 'problem', cause: 'gone', message: expect.stringContaining(repository) })
    expect(await registry.named('docker.io/nginx', ['v1'])).toMatchObject({ kind: 'problem', cause: 'invalid' })
    const release = { images: { app: { repository, digest: digest(1) } } }
    expect(await registry.usable([{ release, origin: 'found', at: 1 }])).toMatchObject([{ usable: false }])
  })

  it('finds AWS by the environment, a client for each region', async () => {
    await createTable(aws.tables)
    expect(await dynamoHistory(dynamoClient, table).list('api', 1)).toEqual([])
    expect(await ecrClient('us-east-1')).toBe(await ecrClient('us-east-1'))
    expect(await ecrClient('us-east-1')).not.toBe(await ecrClient('eu-west-1'))
  })
})

function everyTable(title: string, suite: () => void): void {
  describe(`${title}`, () => {
    beforeEach(async () => {
      aws = await startAws()
      await createTable(aws.tables)
      const api = dynamoApi(clientSettings())
      client = async () => api
    })
    afterEach(() => aws.stop())
    suite()
  })
}

everyTable('items of the table', () => {
  it('have the documented shape', async () => {
    const clock = virtualClock(0)
    await dynamoRecordStore({ client, table, migrate }).save(aRecord({ wakeAt: 5 }), 0)
    await dynamoInbox(client, table).put([{ target: 'api', fact: everyFact.push }])
    await dynamoHistory(client, table).put(anOutcome('01A'))
    await dynamoClaims({ client, table, clock }).claim('a', 'slack', 1_000)
    const items = await aws.tables.items(table)
    expect(items.toSorted((a, b) => `${a['pk']}${a['sk']}`.localeCompare(`${b['pk']}${b['sk']}`))).toEqual([
      {
        pk: 'claim#slack#a',
        sk: 'claim',
        state: 'taken',
        owner: expect.any(String),
        until: 1_000,
        expiresAt: 30 * 86_400,
      },
      {
        pk: 'history#api',
        sk: '01A',
        body: JSON.stringify(anOutcome('01A')),
        outcome: 'succeeded',
        expiresAt: 2 + 400 * 86_400,
      },
      { pk: 'target#api', sk: 'inbox#000000000000010#f1', id: 'f1', body: JSON.stringify(everyFact.push) },
      {
        ...{ pk: 'target#api', sk: 'record', body: JSON.stringify(aRecord({ wakeAt: 5 })) },
        ...{ write: 1, version: 1, phase: 'idle', target: 'api', wakeAt: 5, due: 'due' },
      },
    ])
  })

  it('need one query to load, however full the inbox', async () => {
    const store = dynamoRecordStore({ client, table, migrate })
    await store.save(aRecord(), 0)
    const facts = Array.from({ length: 120 }, (_, n) => ({
      target: 'api',
      fact: { ...everyFact.push, id: `f${n}`, at: n },
    }))
    await dynamoInbox(client, table).put(facts)
    aws.calls.clear()
    await store.load('api')
    expect(aws.calls.counts()).toEqual({ 'dynamodb:Query': 1 })
  })

  it('are all found when they are due, over several pages', async () => {
    const pages = [[{ target: 'a', wakeAt: 1 }], [], [{ target: 'b', wakeAt: 2 }]].map((due) =>
      due.map(({ target, wakeAt }) => ({ target: { S: target }, wakeAt: { N: String(wakeAt) }, phase: { S: 'idle' } })),
    )
    const paged = {
      async query({ ExclusiveStartKey: from }: QueryCommandInput) {
        const page = Number(from?.['page']?.N ?? 0)
        const next = page + 1 < pages.length ? { LastEvaluatedKey: { page: { N: String(page + 1) } } } : {}
        return { Items: pages[page], ...next, $metadata: {} }
      },
    }
    const state = dynamoStackState(async () => paged as unknown as DynamoApi, table)
    expect((await state.due(5)).map(({ target }) => target)).toEqual(['a', 'b'])
  })

  it('still give the record when the inbox overflows a page', async () => {
    const store = dynamoRecordStore({ client, table, migrate })
    await store.save(aRecord(), 0)
    const tag = 'x'.repeat(20_000)
    const facts = Array.from({ length: 60 }, (_, n) => ({
      target: 'api',
      fact: { ...everyFact.push, tag, id: `f${n}`, at: n },
    }))
    await dynamoInbox(client, table).put(facts)
    expect(await store.load('api')).toMatchObject({ write: 1, record: { target: 'api' } })
  })
})

everyTable('items that are wrong', () => {
  it.each([
    ['no JSON', '{'],
    ['an unknown kind', JSON.stringify({ kind: 'dance', id: 'x', at: 1 })],
    ['a wrong digest', JSON.stringify({ ...everyFact.push, digest: 'sha256:no' })],
  ])('are refused when they are %s, and stay where they are', async (_what, body) => {
    const item = { pk: { S: 'target#api' }, sk: { S: 'inbox#1#x' }, id: { S: 'x' }, body: { S: body } }
    await aws.tables.call('PutItem', { TableName: table, Item: item })
    await expect(dynamoRecordStore({ client, table, migrate }).load('api')).rejects.toThrow(StoredUnreadable)
    expect(await aws.tables.items(table)).toHaveLength(1)
  })

  it('are refused when an ended deployment is no such thing', async () => {
    const item = { pk: { S: 'history#api' }, sk: { S: '01A' }, body: { S: '{"kind":"outcome"}' } }
    await aws.tables.call('PutItem', { TableName: table, Item: item })
    await expect(dynamoHistory(client, table).list('api', 5)).rejects.toThrow(StoredUnreadable)
  })

  it('cannot be reached: the error names the permission, for the queue to try again', async () => {
    aws.faults.onCall({ service: 'dynamodb' }, 'access-denied')
    const store = dynamoRecordStore({ client, table, migrate })
    await expect(store.load('api')).rejects.toThrow(/permission dynamodb:Query/)
    await expect(store.save(aRecord(), 0)).rejects.toThrow(/permission dynamodb:PutItem/)
  })
})
