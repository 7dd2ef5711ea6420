import { describe, expect, it } from '@jest/globals'
import type { AlarmState } from '../../shared/domain/observation.ts'
import type { HttpProof, MetricProof, Proof, ProofSight, ProofStanding } from '../../shared/domain/proof.ts'
import type { Deployment, Pending, TargetRecord, Trigger } from '../../shared/domain/record.ts'
import { isWayBack } from '../../shared/domain/way-back.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  decideIn,
  entry,
  image,
  minute,
  phaseOf,
  provingRecord,
  release,
  second,
  t0,
  told,
} from './a-world.ts'

const health: HttpProof = {
  ...{ kind: 'http', name: 'health', whenUnknown: 'fail', failures: 2, url: 'https://example.com/', status: [200] },
  ...{ withinMs: 5000, times: 1, redirects: 'refuse' },
}
const rate: MetricProof = {
  ...{ kind: 'metric', name: 'errors', whenUnknown: 'fail', failures: 2, windowMs: minute, least: 1 },
  ...{ what: { namespace: 'n', metric: 'm', dimensions: {}, statistic: 'Sum' }, atMost: { factor: 1 } },
}
const fires: AlarmState = { name: 'errors', state: 'alarm', since: t0 + 30 * second, reason: '5xx' }
const down = { kind: 'problem', cause: 'unavailable', message: 'ECS is down' } as const

function sight(verdict: ProofSight['verdict'], at = t0 + minute, words = 'answered 500'): ProofSight[] {
  return [{ name: 'health', at, verdict, words }]
}

function stood(verdict: ProofSight['verdict'], failures: number): { readonly proofs: ProofStanding[] } {
  return { proofs: [{ name: 'health', at: t0, verdict, words: 'answered 500', failures }] }
}

function proving(proofs: readonly Proof[], more: Partial<Deployment> = {}, rules: Parameters<typeof aPolicy>[0] = {}) {
  return provingRecord(2, { policy: aPolicy({ proofs, ...rules }), ...more })
}

function timelineOf({ state, outbox }: TargetRecord): string[] {
  const ended = outbox.flatMap((one) => (one.kind === 'outcome' ? one.deployment.timeline : []))
  return ('deployment' in state ? state.deployment.timeline : ended).map(({ what }) => what)
}

function failures({ state }: TargetRecord): readonly string[] {
  return 'deployment' in state ? (state.deployment.failure?.reasons ?? []) : []
}

describe('a release of which too little runs while it is proven', () => {
  const short = { platform: aView([aRollout(2, { running: 1, pending: 1 })]) }

  it('is taken back for an alarm that began to fire', () => {
    const decision = decideIn({ record: proving([], {}, { alarms: ['errors'] }), ...short, alarms: [fires] })
    expect(failures(decision.next)).toEqual(['the alarm errors fires: 5xx'])
  })

  it('is taken back for a proof that failed too often', () => {
    const decision = decideIn({ record: proving([health], stood('failed', 1)), ...short, proofs: sight('failed') })
    expect(failures(decision.next)).toEqual(['health: answered 500 (2 looks in a row)'])
  })
})

describe('a release that is scaled to nothing while it is proven', () => {
  const nothing = { platform: aView([aRollout(2, { desired: 0, running: 0 })], { desired: 0 }) }

  it.each<[string, TargetRecord, Parameters<typeof decideIn>[0], string]>([
    ['an alarm', proving([], {}, { alarms: ['errors'] }), { alarms: [fires] }, 'the alarm errors fires: 5xx'],
    [
      'a proof',
      proving([health], stood('failed', 1)),
      { proofs: sight('failed') },
      'health: answered 500 (2 looks in a row)',
    ],
  ])('is taken back for what spoke against it: %s', (_what, record, seen, why) => {
    const decision = decideIn({ record, ...nothing, ...seen })
    expect([phaseOf(decision), failures(decision.next)]).toEqual(['reverting', [why]])
  })

  it.each<[string, Partial<Deployment>, ProofSight['verdict'], string]>([
    ['that failed', stood('failed', 1), 'unknown', '; not proven while it ran: health could not be told'],
    ['that fails as nothing runs', stood('passed', 0), 'failed', '; not proven while it ran: health failed'],
    ['that could not be told', {}, 'unknown', '; not proven while it ran: health could not be told'],
  ])('is not learned as proven with a proof %s', (_what, before, verdict, words) => {
    const proofs = [{ ...health, failures: verdict === 'failed' ? 1 : 2 }]
    const { next, ...decision } = decideIn({ record: proving(proofs, before), ...nothing, proofs: sight(verdict) })
    expect(told({ next, ...decision })).toEqual([`succeeded: nothing ran: the desired count is 0${words}`])
    expect(next).not.toHaveProperty('unproven')
    const later = t0 + 10 * minute
    const healthy = decideIn({ record: next, platform: aView([aRollout(2)], { at: later }), now: later })
    expect(healthy.next.ledger).toHaveLength(1)
  })

  it('is learned once it is seen healthy where nothing spoke against it', () => {
    const { next } = decideIn({ record: proving([health]), ...nothing, proofs: sight('passed') })
    expect(next.unproven).toMatchObject({ deploymentId: 'deployment-2' })
  })
})

describe('a way back to what was proven before', () => {
  const trigger = (kind: Trigger['kind']): Trigger => ({ kind, id: 'c', at: t0 })
  const back = (kind: Trigger['kind'], more: Partial<Deployment> = {}, rules: Parameters<typeof aPolicy>[0] = {}) => ({
    ...proving([health], { trigger: trigger(kind), openSince: t0, goal: release(2), ...more }, rules),
    ledger: [entry(2), entry(1)],
  })
  const late = { platform: aView([aRollout(2)], { at: t0 + 21 * minute }), now: t0 + 21 * minute }

  it.each<[Trigger['kind']]>([['rollback'], ['repair']])('is kept when a proof cannot be told: %s', (kind) => {
    const decision = decideIn({ record: back(kind), ...late, proofs: sight('unknown', late.now, 'denied') })
    expect(told(decision)).toEqual(['succeeded: rolled out and proven; passed over: health could not be told: denied'])
  })

  it('is kept when alarms cannot be told', () => {
    const record = back('rollback', {}, { proofs: [], alarms: ['errors'] })
    expect(told(decideIn({ record, ...late, alarms: down }))).toEqual([
      'succeeded: rolled out and proven; passed over: ECS is down',
    ])
  })

  it('is none to a release that has more than what was proven', () => {
    const more = { images: { ...release(1).images, proxy: image(9) } }
    expect(isWayBack(aRecord(), { trigger: trigger('rollback'), goal: release(1) })).toBe(true)
    expect(isWayBack(aRecord(), { trigger: trigger('rollback'), goal: more })).toBe(false)
  })

  it('is left when a proof fails', () => {
    const record = back('rollback', stood('failed', 1))
    expect(failures(decideIn({ record, ...late, proofs: sight('failed', late.now) }).next)).toEqual([
      'health: answered 500 (2 looks in a row)',
    ])
  })

  it.each<[string, TargetRecord]>([
    ['a push of the same images', back('push')],
    ['what was never proven here', { ...back('repair'), ledger: [entry(1)] }],
  ])('is nothing else: %s', (_what, record) => {
    expect(failures(decideIn({ record, ...late, proofs: sight('unknown', late.now, 'denied') }).next)).toEqual([
      'not proven: health could not be told: denied',
    ])
  })

  it.each<[string, Partial<Pending>, string[]]>([
    ['going back', { trigger: trigger('rollback'), images: {}, command: { kind: 'rollback' } }, ['health']],
    ['a push', {}, ['health', 'errors']],
  ])('is not compared with the release before, which was bad: %s', (_what, more, asked) => {
    const policy = aPolicy({ proofs: [health, rate] })
    const record = aRecord({ pending: aPending(3, more), ledger: [entry(2), entry(1)], settledOn: release(2) })
    const { state } = decideIn({ record, policy, platform: aView([aRollout(2)]) }).next
    expect('deployment' in state && state.deployment.policy.proofs?.map(({ name }) => name)).toEqual(asked)
  })
})

describe('time without sight', () => {
  const bakes = { bakeMs: 2 * minute }
  const seenAt = (at: number) => ({ platform: aView([aRollout(2)], { at }), now: at })

  function blindUntil(record: TargetRecord, minutes: readonly number[]): TargetRecord {
    return minutes.reduce(
      (before, m) => decideIn({ record: before, platform: down, now: t0 + m * minute }).next,
      record,
    )
  }

  it.each<[string, readonly number[], Parameters<typeof decideIn>[0], Parameters<typeof aPolicy>[0]]>([
    ['a look that failed', [2, 15, 25], { proofs: sight('failed', t0 + 26 * minute) }, {}],
    ['a look that told nothing', [2, 15, 25], { proofs: sight('unknown', t0 + 26 * minute) }, {}],
    ['alarms that could not be asked', [2, 15, 25], { alarms: down }, { proofs: [], alarms: ['errors'] }],
    ['a look after nobody looked at all', [], { proofs: sight('unknown', t0 + 26 * minute) }, {}],
  ])('is not held against a release: %s', (_what, minutes, seen, rules) => {
    const record = blindUntil(proving([health], {}, { ...bakes, ...rules }), minutes)
    const decision = decideIn({ record, ...seenAt(t0 + 26 * minute), ...seen })
    expect(phaseOf(decision)).toBe('proving')
    expect(decision.next.state).toMatchObject({ deployment: { openSince: t0 + 26 * minute } })
  })

  it('is not held against one that could not be judged before', () => {
    const open = decideIn({
      ...{ record: proving([health], {}, bakes), ...seenAt(t0 + 3 * minute) },
      proofs: sight('unknown', t0 + 3 * minute),
    })
    const record = blindUntil(open.next, [4, 15, 25])
    const unlucky = decideIn({ record, ...seenAt(t0 + 26 * minute), proofs: sight('unknown', t0 + 26 * minute) })
    expect(phaseOf(unlucky)).toBe('proving')
    const at = t0 + 46 * minute
    const late = decideIn({ record: unlucky.next, ...seenAt(at), proofs: sight('unknown', at) })
    expect(failures(late.next)).toEqual(['not proven: health could not be told: answered 500'])
  })
})

describe('a release that could be judged meanwhile', () => {
  it('is given the whole deadline for what cannot be judged later', () => {
    const bakes = { bakeMs: 5 * minute }
    const look = (record: TargetRecord, at: number, running: number, verdict: ProofSight['verdict']) =>
      decideIn({
        record,
        platform: aView([aRollout(2, { running })], { at }),
        now: at,
        proofs: sight(verdict, at),
      })
    const open = look(proving([health], {}, bakes), t0 + 5 * minute, 2, 'unknown')
    expect(open.next.state).toMatchObject({ deployment: { openSince: t0 + 5 * minute } })
    const passed = look(open.next, t0 + 6 * minute, 1, 'passed')
    expect(passed.next.state).not.toHaveProperty('deployment.openSince')
    const late = look(passed.next, t0 + 25 * minute, 2, 'unknown')
    expect(phaseOf(late)).toBe('proving')
  })
})

describe('a proof that failed as the deadline passes', () => {
  const late = (after: number) => ({ platform: aView([aRollout(2)], { at: t0 + after }), now: t0 + after })

  it('has its next looks', () => {
    const record = proving([health], { openSince: t0 })
    const once = decideIn({ record, ...late(20 * minute), proofs: sight('failed', t0 + 20 * minute) })
    expect(phaseOf(once)).toBe('proving')
    const well = { ...late(21 * minute), proofs: sight('passed', t0 + 21 * minute) }
    expect(told(decideIn({ record: once.next, ...well }))).toEqual(['succeeded: rolled out and proven'])
    const bad = { ...late(21 * minute), proofs: sight('failed', t0 + 21 * minute) }
    expect(phaseOf(decideIn({ record: once.next, ...bad }))).toBe('reverting')
  })

  it('is not waited for for ever', () => {
    const record = proving([health], { openSince: t0, ...stood('failed', 1) })
    expect(phaseOf(decideIn({ record, ...late(22 * minute - 1), proofs: [] }))).toBe('proving')
    expect(failures(decideIn({ record, ...late(22 * minute), proofs: [] }).next)).toEqual([
      'not proven: health failed: answered 500',
    ])
  })
})

describe('evidence of several looks', () => {
  it('is told once', () => {
    let record: TargetRecord = proving([health, { ...health, name: 'shop' }], {}, { bakeMs: 9 * minute })
    for (const at of [t0 + minute, t0 + 2 * minute]) {
      const proofs = ['health', 'shop'].flatMap((name) => sight('failed', at).map((one) => ({ ...one, name })))
      record = decideIn({ record, platform: aView([aRollout(2)], { at }), now: at, proofs }).next
    }
    expect(timelineOf(record).slice(1)).toEqual([
      'health failed: answered 500',
      'shop failed: answered 500',
      'failed: health: answered 500 (2 looks in a row)',
      'asked the platform to go back',
    ])
  })

  it('is told anew with other words', () => {
    const once = decideIn({ record: proving([health]), platform: aView([aRollout(2)]), proofs: sight('failed') }).next
    const at = t0 + 2 * minute
    const other = { platform: aView([aRollout(2)], { at }), now: at, proofs: sight('failed', at, 'answered 502') }
    expect(timelineOf(decideIn({ record: once, ...other }).next)).toEqual(
      expect.arrayContaining(['health failed: answered 500', 'health failed: answered 502']),
    )
  })
})

it('names at most three of what was passed over', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const proofs = names.map((name) => ({ ...health, name, whenUnknown: 'pass' as const }))
  const at = t0 + 20 * minute
  const looks = names.map((name) => ({ name, at, verdict: 'unknown' as const, words: 'denied' }))
  const record = proving(proofs, { openSince: t0 })
  const decision = decideIn({ record, platform: aView([aRollout(2)], { at }), now: at, proofs: looks })
  const [a, b, c] = names.map((name) => `passed over: ${name} could not be told: denied`)
  expect(told(decision)).toEqual([`succeeded: rolled out and proven; ${a}; ${b}; ${c}; and 2 more`])
})
