import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { dynamoApi } from '../../shared/aws/dynamo-api.ts'
import { dynamoClaims } from '../../shared/aws/dynamo-claims.ts'
import { dynamoHistory } from '../../shared/aws/dynamo-history.ts'
import { dynamoInbox } from '../../shared/aws/dynamo-inbox.ts'
import { dynamoRecordStore } from '../../shared/aws/dynamo-record-store.ts'
import { dynamoStackState } from '../../shared/aws/dynamo-stack-state.ts'
import { RecordTooLarge } from '../../shared/aws/record-too-large.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import { migrate, RecordFromTheFuture } from '../../shared/domain/migrate.ts'
import type { Claims, History, Inbox, RecordStore, StackState } from '../../shared/ports.ts'
import { memoryClaims } from '../fakes/memory-claims.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryInbox } from '../fakes/memory-inbox.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'
import { anOutcome, aRecord, everyFact } from './a-record.ts'
import { type AwsWorld, createTable, startAws, table } from './aws-world.ts'

interface Stores {
  readonly records: RecordStore
  readonly inbox: Inbox
  readonly history: History
  readonly stack: StackState
  readonly claims: Claims
  /** Claims of another worker. */
  readonly otherClaims: Claims
  advance(ms: number): void
  stop(): Promise<void>
}

async function memoryStores(): Promise<Stores> {
  const kept = memoryTable()
  const clock = virtualClock()
  const claims = memoryClaims(clock)
  return {
    records: memoryRecordStore(kept, { migrate }),
    inbox: memoryInbox(kept),
    history: memoryHistory(kept),
    stack: memoryStackState(kept),
    ...{ claims, otherClaims: claims },
    advance: clock.advance,
    stop: async () => {},
  }
}

async function dynamoStores(): Promise<Stores> {
  const aws: AwsWorld = await startAws()
  await createTable(aws.tables)
  const clock = virtualClock()
  const api = dynamoApi(clientSettings())
  const client = async () => api
  return {
    records: dynamoRecordStore({ client, table, migrate }),
    inbox: dynamoInbox(client, table),
    history: dynamoHistory(client, table),
    stack: dynamoStackState(client, table),
    claims: dynamoClaims({ client, table, clock }),
    otherClaims: dynamoClaims({ client, table, clock }),
    advance: clock.advance,
    stop: aws.stop,
  }
}

let stores: Stores

function everyStore(title: string, suite: () => void): void {
  const kinds = [
    ['in memory', memoryStores],
    ['DynamoDB over the wire', dynamoStores],
  ] as const
  describe.each(kinds)(`${title} (%s)`, (_name, start) => {
    beforeEach(async () => {
      stores = await start()
    })
    afterEach(() => stores.stop())
    suite()
  })
}

everyStore('records', () => {
  it('finds nothing of a target that was never saved', async () => {
    expect(await stores.records.load('api')).toEqual({ record: undefined, write: 0, facts: [] })
    expect(await stores.records.isCurrent('api', 0)).toBe(true)
  })

  it('gives back what was saved, with the number of the write', async () => {
    expect(await stores.records.save(aRecord({ wakeAt: 5 }), 0)).toBe('saved')
    expect(await stores.records.save(aRecord({ wakeAt: 7 }), 1)).toBe('saved')
    expect(await stores.records.load('api')).toEqual({ record: aRecord({ wakeAt: 7 }), write: 2, facts: [] })
  })

  it.each([0, 1, 3])('refuses a save on the wrong write (%i) and changes nothing', async (write) => {
    await stores.records.save(aRecord(), 0)
    await stores.records.save(aRecord({ wakeAt: 1 }), 1)
    expect(await stores.records.save(aRecord({ wakeAt: 9 }), write)).toBe('conflict')
    expect((await stores.records.load('api')).record?.wakeAt).toBe(1)
  })

  it('lets exactly one of twenty racers save', async () => {
    const racers = Array.from({ length: 20 }, (_, wakeAt) => stores.records.save(aRecord({ wakeAt }), 0))
    expect((await Promise.all(racers)).filter((result) => result === 'saved')).toHaveLength(1)
  })

  it('tells whether a write is still the last one', async () => {
    await stores.records.save(aRecord(), 0)
    expect(await stores.records.isCurrent('api', 1)).toBe(true)
    expect(await stores.records.isCurrent('api', 0)).toBe(false)
  })

  it('refuses a record that outgrew its bounds', async () => {
    const huge = aRecord({ folded: Array.from({ length: 8_000 }, (_, n) => `fact-${n}`) })
    await expect(stores.records.save(huge, 0)).rejects.toThrow(RecordTooLarge)
    expect((await stores.records.load('api')).record).toBeUndefined()
  })

  it('refuses a record of a newer version and keeps it', async () => {
    await stores.records.save({ ...aRecord(), version: 99 as 1 }, 0)
    await expect(stores.records.load('api')).rejects.toThrow(RecordFromTheFuture)
    expect(await stores.records.isCurrent('api', 1)).toBe(true)
  })
})

everyStore('facts in the inbox', () => {
  it('come back as they were put, oldest first, beside the record', async () => {
    const facts: Fact[] = Object.values(everyFact)
    await stores.records.save(aRecord(), 0)
    await stores.inbox.put(facts.toReversed().map((fact) => ({ target: 'api', fact })))
    expect(await stores.records.load('api')).toEqual({ record: aRecord(), write: 1, facts })
  })

  it('count once however often they are put', async () => {
    const entry = { target: 'api', fact: everyFact.push }
    await stores.inbox.put([entry, entry])
    await stores.inbox.put([entry])
    expect((await stores.records.load('api')).facts).toHaveLength(1)
  })

  it('wait for their own target only', async () => {
    await stores.inbox.put([{ target: 'web', fact: everyFact.push }])
    expect((await stores.records.load('api')).facts).toEqual([])
  })

  it('come a hundred at a time, the oldest first', async () => {
    const facts = Array.from({ length: 130 }, (_, n) => ({ ...everyFact.push, id: `f${n}`, at: 1_000 + n }))
    await stores.inbox.put(facts.map((fact) => ({ target: 'api', fact })))
    const first = (await stores.records.load('api')).facts
    expect(first).toEqual(facts.slice(0, 100))
    await stores.records.removeFacts(
      'api',
      first.map(({ id }) => id),
    )
    expect((await stores.records.load('api')).facts).toEqual(facts.slice(100))
  })

  it('can be removed by a worker that did not load them', async () => {
    await stores.inbox.put(Object.values(everyFact).map((fact) => ({ target: 'api', fact })))
    await stores.records.removeFacts('api', ['f1', 'f2', 'unknown'])
    expect((await stores.records.load('api')).facts.map(({ id }) => id)).toEqual([
      'f3',
      'f8',
      'f4',
      'f7',
      'f9',
      'f10',
      'f11',
      'f5',
      'f6',
    ])
  })
})

everyStore('history and the stack', () => {
  it('lists ended deployments of a target, newest first, each once', async () => {
    for (const id of ['01A', '01C', '01B', '01C']) await stores.history.put(anOutcome(id))
    await stores.history.put(anOutcome('01Z', 'web'))
    expect(await stores.history.list('api', 2)).toEqual([anOutcome('01C'), anOutcome('01B')])
  })

  it('is not stopped until somebody stops it', async () => {
    expect(await stores.stack.readStop()).toEqual({ stopped: false })
    await stores.stack.writeStop({ stopped: true, by: 'ann', reason: 'audit' })
    expect(await stores.stack.readStop()).toEqual({ stopped: true, by: 'ann', reason: 'audit' })
    await stores.stack.writeStop({ stopped: false })
    expect(await stores.stack.readStop()).toEqual({ stopped: false })
  })

  it('freezes beside a stop, so that writing one leaves the other alone', async () => {
    const frozen = { until: 5_000, by: 'bob', reason: 'sale' }
    await stores.stack.writeFreeze(frozen)
    expect(await stores.stack.readStop()).toEqual({ stopped: false, frozen })
    await stores.stack.writeStop({ stopped: true, by: 'ann' })
    expect(await stores.stack.readStop()).toEqual({ stopped: true, by: 'ann', frozen })
    await stores.stack.liftFreeze()
    expect(await stores.stack.readStop()).toEqual({ stopped: true, by: 'ann' })
  })

  it('never makes a freeze shorter, whoever writes last', async () => {
    const [longer, shorter] = [
      { until: 5_000, by: 'bob' },
      { until: 4_999, by: 'ann' },
    ]
    expect(await Promise.all([shorter, longer].map((each) => stores.stack.writeFreeze(each)))).toContain(true)
    expect((await stores.stack.readStop()).frozen).toEqual(longer)
    expect(await stores.stack.writeFreeze(shorter)).toBe(false)
    expect((await stores.stack.readStop()).frozen).toEqual(longer)
    expect(await stores.stack.writeFreeze({ ...longer, by: 'carol' })).toBe(true)
    await stores.stack.liftFreeze()
    expect(await stores.stack.writeFreeze(shorter)).toBe(true)
    expect((await stores.stack.readStop()).frozen).toEqual(shorter)
  })

  it('knows which targets want a look, earliest first', async () => {
    await stores.records.save(aRecord({ target: 'late', wakeAt: 300 }), 0)
    await stores.records.save(aRecord({ target: 'second', wakeAt: 200 }), 0)
    await stores.records.save(aRecord({ target: 'first', wakeAt: 100 }), 0)
    await stores.records.save(aRecord({ target: 'asleep' }), 0)
    expect(await stores.stack.due(200)).toEqual([
      { target: 'first', wakeAt: 100, phase: 'idle' },
      { target: 'second', wakeAt: 200, phase: 'idle' },
    ])
    await stores.records.save(aRecord({ target: 'first' }), 1)
    expect((await stores.stack.due(200)).map(({ target }) => target)).toEqual(['second'])
  })
})

everyStore('claims', () => {
  it('are held by one worker until it is done', async () => {
    expect(await stores.claims.claim('a', 'slack', 1_000)).toBe('claimed')
    expect(await stores.otherClaims.claim('a', 'slack', 1_000)).toBe('taken')
    await stores.claims.done('a', 'slack')
    expect(await stores.otherClaims.claim('a', 'slack', 1_000)).toBe('done')
  })

  it('are apart by channel and by announcement', async () => {
    await stores.claims.claim('a', 'slack', 1_000)
    expect(await stores.claims.claim('a', 'github', 1_000)).toBe('claimed')
    expect(await stores.claims.claim('b', 'slack', 1_000)).toBe('claimed')
  })

  it('can be taken over when the lease ran out', async () => {
    await stores.claims.claim('a', 'slack', 1_000)
    stores.advance(1_000)
    expect(await stores.otherClaims.claim('a', 'slack', 1_000)).toBe('claimed')
  })

  it('can be tried again at once after a release, but never after they were done', async () => {
    await stores.claims.claim('a', 'slack', 1_000)
    await stores.claims.release('a', 'slack')
    expect(await stores.otherClaims.claim('a', 'slack', 1_000)).toBe('claimed')
    await stores.otherClaims.done('a', 'slack')
    await stores.claims.release('a', 'slack')
    stores.advance(10_000)
    expect(await stores.claims.claim('a', 'slack', 1_000)).toBe('done')
  })
})

describe('a claim whose reply is lost (DynamoDB over the wire)', () => {
  let aws: AwsWorld
  beforeEach(async () => {
    aws = await startAws()
    await createTable(aws.tables)
  })
  afterEach(() => aws.stop())

  it('is held by whoever made it: the repeated call takes nobody else for its holder', async () => {
    const api = dynamoApi(clientSettings())
    const claimsOfOne = () => dynamoClaims({ client: async () => api, table, clock: virtualClock() })
    const [one, another] = [claimsOfOne(), claimsOfOne()]
    aws.faults.kill({ function: 'adapter', call: 1, counting: 'function', when: 'after' })
    expect(await one.claim('a', 'slack', 1_000)).toBe('claimed')
    expect(aws.calls.list().map(({ outcome }) => outcome)).toEqual(['killed-after', 'ok'])
    expect(await one.claim('a', 'slack', 1_000)).toBe('taken')
    expect(await another.claim('a', 'slack', 1_000)).toBe('taken')
    await another.release('a', 'slack')
    expect(await another.claim('a', 'slack', 1_000)).toBe('taken')
    await one.release('a', 'slack')
    expect(await another.claim('a', 'slack', 1_000)).toBe('claimed')
  })
})
