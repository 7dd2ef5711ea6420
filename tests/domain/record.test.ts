import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { withinBounds } from '../../shared/domain/bounds.ts'
import { deploymentIdOf } from '../../shared/domain/deployment-id.ts'
import { withHold } from '../../shared/domain/hold.ts'
import { digestsOf } from '../../shared/domain/image.ts'
import { withProven } from '../../shared/domain/ledger.ts'
import { migrate, RecordFromTheFuture, RecordUnreadable } from '../../shared/domain/migrate.ts'
import { announced } from '../../shared/domain/outbox.ts'
import type { Proof } from '../../shared/domain/proof.ts'
import type { Deployment, TargetRecord } from '../../shared/domain/record.ts'
import { noted } from '../../shared/domain/timeline.ts'
import { pauseMs } from '../../shared/domain/trouble.ts'
import {
  aDeployment,
  anAttempt,
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  evidence,
  image,
  minute,
  proxyRepository,
  release,
  revertingRecord,
  rollingRecord,
  second,
  t0,
} from './a-world.ts'

const kilobyte = 1024
const long = 'x'.repeat(2000)
const looked = { at: t0, verdict: 'failed', failures: 1 } as const

const asker = { kind: 'redeploy', id: 'c'.repeat(60), at: t0, by: 'b'.repeat(200), override: 'o'.repeat(200) } as const

function aProof(pattern: string): Proof {
  return { kind: 'log', name: 'lines', whenUnknown: 'fail', failures: 1, group: 'g', pattern, atMost: 0 }
}

function outcome(n: number): OutcomeAnnouncement {
  const timeline = Array.from({ length: 100 }, (_, at) => ({ at, what: `step ${at} of the deployment` }))
  const images = { app: { ...image(n) }, proxy: { ...image(n, proxyRepository) } }
  return {
    kind: 'outcome',
    id: `d${n}:failed`,
    target: 'api',
    at: t0,
    reason: long,
    outcome: 'failed',
    deployment: {
      id: `d${n}`,
      trigger: { kind: 'push', at: t0 },
      startedAt: t0,
      endedAt: t0,
      to: images,
      from: images,
      changed: ['app', 'proxy'],
      failures: [long, long, long, long],
      differences: [long],
      timeline,
    },
  }
}

function everythingAtItsBound(outcomes: number): TargetRecord {
  const many = (length: number) => Array.from({ length }, (_, n) => n)
  const two = (n: number) => ({ app: image(n), proxy: image(n, proxyRepository) })
  const deployment: Deployment = {
    ...aDeployment(2),
    goal: { images: two(2) },
    timeline: many(100).map((at) => ({ at, what: `${at} ${long}` })),
    attempt: anAttempt(2, {
      evidence: many(20).map((n) => evidence(n, 2, { reason: long })),
      died: many(200).map((n) => `abcdef${1000 + n}`),
    }),
    failure: { at: t0, reasons: many(9).map(() => long) },
    policy: aPolicy({ alarms: ['a'.repeat(4_000)], proofs: [aProof('b'.repeat(4_000))] }),
    proofs: many(20).map((n) => ({ ...looked, name: `${n} ${'n'.repeat(60)}`, words: 'x'.repeat(300) })),
  }
  return aRecord({
    state: { name: 'reverting', deployment, revert: { startedAt: t0, refused: {} } },
    ledger: many(20).map((n) =>
      entry(n, { release: { images: two(n), carrier: `arn:aws:ecs:us-east-1:123456789012:task-definition/api:${n}` } }),
    ),
    holds: many(50).map((n) => ({ digests: digestsOf(two(n)), at: t0, deploymentId: `deployment-${n}`, why: long })),
    folded: many(200).map(
      (n) => `task:arn:aws:ecs:us-east-1:123456789012:task/production/0123456789abcdef0123456789abcdef${n}`,
    ),
    ours: many(40).map((n) => ({
      carrier: `arn:aws:ecs:us-east-1:123456789012:task-definition/api:${n}`,
      deploymentId: `d${n}`,
      at: t0,
    })),
    called: many(10).map((n) => ({ deploymentId: `deployment-${n}`, digests: digestsOf(two(n)), at: t0 })),
    manifests: Object.fromEntries(many(40).map((n) => [digest(n), many(6).map((m) => digest(100 * n + m))])),
    outbox: many(outcomes).map(outcome),
    refused: many(5).map((n) => ({ deploymentId: `deployment-${n}`, trigger: asker, reason: 'x'.repeat(300) })),
  })
}

it.each([0, 5, 20])(
  'keeps a record with everything at its bound below 64 KB, with %d outcomes nobody was told',
  (outcomes) => {
    const bounded = withinBounds(everythingAtItsBound(outcomes))
    expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThan(64 * kilobyte)
    expect(bounded.outbox.map(({ id }) => id)).toEqual(Array.from({ length: outcomes }, (_, n) => `d${n}:failed`))
    expect(bounded.ledger).toHaveLength(20)
  },
)

it('keeps a record at rest below 64 KB, and of many notices the newest five beside every outcome', () => {
  const notices = Array.from({ length: 40 }, (_, n) => ({
    ...{ kind: 'notice' as const, id: `n${n}`, target: 'api', at: t0, reason: long, notice: 'usurped' as const },
  }))
  const full = everythingAtItsBound(25)
  const { called: _called, ...rest } = full
  const bounded = withinBounds({ ...rest, state: { name: 'idle' }, outbox: [...notices, ...full.outbox] })
  expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThan(64 * kilobyte)
  expect(bounded.outbox.filter(({ kind }) => kind === 'notice').map(({ id }) => id)).toEqual([
    ...['n35', 'n36', 'n37', 'n38', 'n39'],
  ])
  expect(bounded.outbox.filter(({ kind }) => kind === 'outcome')).toHaveLength(25)
})

it('leaves a record of ordinary size as it is', () => {
  expect(withinBounds(aRecord({ outbox: [outcome(1)] }))).toEqual(aRecord({ outbox: [outcome(1)] }))
})

it('drops the oldest notices and no outcome', () => {
  let record = announced(aRecord(), outcome(1))
  for (let n = 0; n < 30; n += 1) {
    record = announced(record, { kind: 'notice', notice: 'stuck', id: `n${n}`, target: 'api', at: t0, reason: 'r' })
  }
  expect(record.outbox).toHaveLength(21)
  expect(record.outbox[0]?.id).toBe('d1:failed')
  expect(record.outbox[1]?.id).toBe('n10')
  expect(announced(record, outcome(1))).toBe(record)
})

it('keeps the start of a timeline and its newest entries', () => {
  let deployment = aDeployment(2)
  for (let at = 0; at < 150; at += 1) deployment = noted(deployment, at, `step ${at}`)
  expect(deployment.timeline).toHaveLength(100)
  expect(deployment.timeline[0]?.what).toBe('image pushed')
  expect(deployment.timeline.at(-1)?.what).toBe('step 149')
  expect(noted(deployment, 9, 'step 149')).toBe(deployment)
})

it('reads a record of version 0', async () => {
  const stored: unknown = JSON.parse(await readFile(new URL('fixtures/record-v0.json', import.meta.url), 'utf8'))
  const record = migrate(stored)
  expect(record).toMatchObject({ version: 1, state: { name: 'idle' }, ours: [], manifests: {}, folded: ['push-1'] })
  expect(decideIn({ record, platform: aView([aRollout(1)]) }).effects).toEqual([])
})

it('refuses a record of a newer version and what is no record', () => {
  expect(() => migrate({ ...aRecord(), version: 4 })).toThrow(RecordFromTheFuture)
  for (const none of [
    undefined,
    null,
    [],
    'x',
    { version: 'x' },
    { version: 1 },
    { ...aRecord(), state: 1 },
    { ...aRecord(), holds: {} },
  ]) {
    expect(() => migrate(none)).toThrow(RecordUnreadable)
  }
})

it('takes what came of a call into the attempt, and remembers the carrier', () => {
  const rollout = { id: 'r', carrier: 'td:9', createdAt: t0 }
  const next = acknowledge(rollingRecord(2), [{ kind: 'applied', deploymentId: 'deployment-2', rollout }], t0)
  expect(next.state).toMatchObject({ deployment: { attempt: { rollout } } })
  expect(next.ours[0]).toEqual({ carrier: 'td:9', deploymentId: 'deployment-2', at: t0 })
})

it('keeps the differences that a revert found', () => {
  const attempt = anAttempt(1)
  const rollout = { id: 'r', carrier: 'td:1', createdAt: t0 }
  const record = revertingRecord(2, { to: entry(1), attempt })
  const result = { kind: 'applied', deploymentId: 'deployment-2', rollout, differences: ['cpu 256 → 512'] } as const
  expect(acknowledge(record, [result], t0).state).toMatchObject({
    revert: { differences: ['cpu 256 → 512'], attempt: { rollout } },
  })
})

it.each([
  ['throttled', true, true],
  ['unavailable', true, undefined],
  ['denied', false, true],
  ['invalid', false, true],
] as const)('notes a call refused for being %s', (cause, passes, refused) => {
  const result = { kind: 'refused', deploymentId: 'deployment-2', cause, message: 'no' } as const
  const next = acknowledge(rollingRecord(2), [result], t0)
  expect('deployment' in next.state && next.state.deployment.attempt.intent?.refused).toBe(refused)
  expect('deployment' in next.state && next.state.deployment.attempt.refusal).toBe(passes ? undefined : 'no')
  expect(next.wakeAt).toBe(passes ? t0 + pauseMs('api', 1) : t0)
})

it('changes nothing for a result that fits no more', () => {
  const rollout = { id: 'r', carrier: 'td:9', createdAt: t0 }
  const other = { kind: 'applied', deploymentId: 'other', rollout } as const
  for (const record of [aRecord(), rollingRecord(2), revertingRecord(2)])
    expect(acknowledge(record, [other], t0)).toBe(record)
})

it('takes what was told out of the outbox', () => {
  const record = aRecord({ outbox: [outcome(1), outcome(2)] })
  expect(acknowledge(record, [{ kind: 'announced', id: 'd1:failed' }], t0).outbox).toEqual([outcome(2)])
})

it('counts no time in which the platform refused for being throttled against the deadline', () => {
  const waited = { intent: { at: t0, lastAt: t0, calls: 1, refused: true } }
  const { rollout: _none, ...attempt } = anAttempt(2)
  const now = t0 + 90 * minute
  const again = decideIn({
    record: rollingRecord(2, { attempt: { ...attempt, ...waited } }),
    platform: aView([aRollout(1)], { at: now }),
    now,
  })
  const rollout = { id: 'rollout-2', carrier: 'td:2', createdAt: now + second }
  const called = acknowledge(again.next, [{ kind: 'applied', deploymentId: 'deployment-2', rollout }], now)
  const view = aView([aRollout(2, { state: 'in-progress', running: 0, createdAt: now + second })], { at: now + minute })
  expect(decideIn({ record: called, platform: view, now: now + minute }).next.state.name).toBe('rolling')
})

it('pauses longer each time, within five minutes and a quarter more', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (name, times) => {
      const pause = pauseMs(name, times)
      expect(pause).toBeGreaterThanOrEqual(10 * second)
      expect(pause).toBeLessThanOrEqual(375 * second)
    }),
  )
})

it('names the same trigger alike and orders ids by time', () => {
  expect(deploymentIdOf(t0, 'api', 'push-1')).toBe(deploymentIdOf(t0, 'api', 'push-1'))
  expect(deploymentIdOf(t0, 'api', 'push-1')).not.toBe(deploymentIdOf(t0, 'web', 'push-1'))
  expect(deploymentIdOf(t0, 'api', 'z') < deploymentIdOf(t0 + 1, 'api', 'a')).toBe(true)
  expect(deploymentIdOf(t0, 'api', 'push-1')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
})

it('proves late what completed with nothing running, and only that', () => {
  const unproven = { release: release(2), deploymentId: 'd2' }
  const record = aRecord({ settledOn: release(2), unproven })
  const seen = decideIn({ record, platform: aView([aRollout(2)]) }).next
  expect(seen.ledger[0]).toMatchObject({ release: release(2), origin: 'proven', deploymentId: 'd2' })
  expect(seen.unproven).toBeUndefined()
  const still = decideIn({ record, platform: aView([aRollout(2, { running: 0 })], { desired: 0 }) }).next
  expect(still.unproven).toEqual(unproven)
})

it('holds the pairs that changed when a release fails, and no others', () => {
  const both = { app: image(2), proxy: image(1, proxyRepository) }
  const record = rollingRecord(2, { goal: { images: both }, changed: ['app'] })
  const { next } = decideIn({ record, platform: aView([aRollout(2, { state: 'failed' })]) })
  expect(next.holds).toEqual([
    {
      digests: { app: digest(2) },
      at: t0 + minute,
      deploymentId: 'deployment-2',
      why: 'the platform ended the rollout: failed',
    },
  ])
})

it('never goes back to what it put there and never proved', () => {
  const ours = [{ carrier: 'td:2', deploymentId: 'deployment-2', at: t0 }]
  const record = aRecord({
    ours,
    settledOn: release(2),
    mark: { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } },
  })
  const { next } = decideIn({ record, facts: [aPush(3, { at: t0 + minute })], platform: aView([aRollout(2)]) })
  expect(next.ledger.map((proven) => proven.release.carrier)).toEqual(['td:1'])
})

it('takes what somebody else put there, settled, for one to go back to', () => {
  const record = aRecord({ usurped: { rollout: 'theirs', at: t0 } })
  const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs' })
  const { next } = decideIn({ record, facts: [aPush(3, { at: t0 + minute })], platform: aView([theirs]) })
  expect(next.ledger.map((proven) => `${proven.origin} ${proven.release.carrier}`)).toEqual([
    'found theirs',
    'proven td:1',
  ])
})

it('remembers 200 folded facts, 20 proven releases and 50 holds', () => {
  const ids = Array.from({ length: 200 }, (_, n) => `old-${n}`)
  const folded = decideIn({ record: aRecord({ folded: ids }), facts: [aPush(1)], platform: aView([aRollout(1)]) }).next
    .folded
  expect([folded.length, folded[0], folded.at(-1)]).toEqual([200, 'push-1', 'old-198'])
  const full = aRecord({ ledger: Array.from({ length: 20 }, (_, n) => entry(30 + n)) })
  const ledger = withProven(full, entry(1)).ledger.map((proven) => proven.deploymentId)
  expect([ledger.length, ledger[0], ledger.at(-1)]).toEqual([20, 'd1', 'd48'])
  const holds = Array.from({ length: 50 }, (_, n) => ({
    digests: { app: digest(30 + n) },
    at: t0,
    deploymentId: `h${n}`,
    why: 'w',
  }))
  const held = withHold(aRecord({ holds }), aDeployment(2), 'it crashed', t0).holds.map((hold) => hold.deploymentId)
  expect([held.length, held[0], held.at(-1)]).toEqual([50, 'deployment-2', 'h48'])
})
