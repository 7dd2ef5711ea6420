import { describe, expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { Observation } from '../../shared/domain/observation.ts'
import type { Proof, ProofSight, ProofStanding } from '../../shared/domain/proof.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import {
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  minute,
  phaseOf,
  provingRecord,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

const health: Proof = {
  ...{ kind: 'http', name: 'health', whenUnknown: 'fail', failures: 2, url: 'https://example.com/', status: [200] },
  ...{ withinMs: 5000, times: 1, redirects: 'refuse' },
}
const lines: Proof = {
  kind: 'log',
  name: 'lines',
  whenUnknown: 'fail',
  failures: 1,
  group: 'g',
  pattern: 'p',
  atMost: 0,
}
const platform = aView([aRollout(2)])

function policyWith(proofs: readonly Proof[], more: Parameters<typeof aPolicy>[0] = {}) {
  return aPolicy({ proofs, ...more })
}

/** Rolled out at `t0`, with what looks came to so far. */
function proving(
  proofs: readonly Proof[],
  seen: readonly ProofStanding[] = [],
  more: Parameters<typeof aPolicy>[0] = {},
) {
  const looked = seen.length > 0 ? { proofs: seen } : {}
  return provingRecord(2, { policy: policyWith(proofs, more), ...looked })
}

/** Seen since `t0` not to be judged yet. */
function open(...given: Parameters<typeof proving>): TargetRecord {
  const record = proving(...given)
  if (record.state.name !== 'proving') throw new Error('Nothing is being proven.')
  return { ...record, state: { ...record.state, deployment: { ...record.state.deployment, openSince: t0 } } }
}

function sight(verdict: ProofSight['verdict'], more: Partial<ProofSight> = {}): ProofSight {
  return { name: 'health', at: t0 + minute, verdict, words: 'GET https://example.com/ answered', ...more }
}

function standing(verdict: ProofSight['verdict'], failures: number, more: Partial<ProofSight> = {}): ProofStanding {
  return { ...sight(verdict, { at: t0, ...more }), failures }
}

function timelineOf({ state, outbox }: TargetRecord): string[] {
  const ended = outbox.flatMap((one) => (one.kind === 'outcome' ? one.deployment.timeline : []))
  const entries = 'deployment' in state ? state.deployment.timeline : ended
  return entries.map(({ what, kind }) => `${kind}: ${what}`)
}

function failures({ state }: TargetRecord): readonly string[] {
  return 'deployment' in state ? (state.deployment.failure?.reasons ?? []) : []
}

describe('a release with proofs', () => {
  it('is looked at as soon as it is rolled out, before it counts', () => {
    const record = rollingRecord(2, { policy: policyWith([health]) })
    const decision = decideIn({ record, platform })
    expect(phaseOf(decision)).toBe('proving')
    expect(decision.wakeAt).toBe(t0 + minute)
    expect(told(decision)).toEqual([])
  })

  it('is proven when every one passes after the bake time, and tells the evidence', () => {
    const proofs = [sight('passed'), sight('passed', { name: 'lines', words: 'no line' })]
    const decision = decideIn({ record: proving([health, lines]), platform, proofs })
    expect(told(decision)).toEqual(['succeeded: rolled out and proven'])
    expect(timelineOf(decision.next).slice(1)).toEqual([
      'proven: health: GET https://example.com/ answered',
      'proven: lines: no line',
      'proven: proven',
      'told: succeeded: rolled out and proven',
    ])
  })

  it('is looked at anew when its rollout had to be asked for again', () => {
    const record = rollingRecord(2, { policy: policyWith([health]), proofs: [standing('failed', 1)] })
    expect(decideIn({ record, platform }).next).not.toHaveProperty('state.deployment.proofs')
  })

  it('bakes on, whatever passes', () => {
    const record = proving([health], [], { bakeMs: 5 * minute })
    const decision = decideIn({ record, platform, proofs: [sight('passed')] })
    expect(phaseOf(decision)).toBe('proving')
    expect(decision.reason).toBe('bakes for 240 s more')
  })

  it('is not proven by what passed before the end of the bake time', () => {
    const record = proving([health], [standing('passed', 0, { at: t0 + 4 * minute + 50 * second })], {
      bakeMs: 5 * minute,
    })
    const soon = decideIn({ record, platform, now: t0 + 5 * minute + second })
    expect(phaseOf(soon)).toBe('proving')
    expect(soon.wakeAt).toBe(t0 + 5 * minute + 5 * second)
    const at = t0 + 5 * minute + 5 * second
    expect(told(decideIn({ record, platform, proofs: [sight('passed', { at })], now: at }))).toHaveLength(1)
    const last = [sight('passed', { at: t0 + 5 * minute })]
    expect(told(decideIn({ record, platform, proofs: last, now: at }))).toHaveLength(1)
  })
})

describe('a proof that fails', () => {
  it.each<[string, Proof, ProofStanding[], string, string]>([
    ['one failing look of two', health, [], 'proving', 'health failed: GET https://example.com/ answered'],
    ['one of one', lines, [], 'reverting', 'lines: GET https://example.com/ answered'],
    [
      'two in a row',
      health,
      [standing('failed', 1)],
      'reverting',
      'health: GET https://example.com/ answered (2 looks in a row)',
    ],
    [
      'two with a blind one between',
      health,
      [standing('unknown', 1)],
      'reverting',
      'health: GET https://example.com/ answered (2 looks in a row)',
    ],
    [
      'one after it passed again',
      health,
      [standing('passed', 0)],
      'proving',
      'health failed: GET https://example.com/ answered',
    ],
  ])('%s: what becomes of it', (_what, proof, seen, phase, why) => {
    const decision = decideIn({
      record: proving([proof], seen),
      platform,
      proofs: [sight('failed', { name: proof.name })],
    })
    expect(phaseOf(decision)).toBe(phase)
    if (phase === 'reverting') expect(failures(decision.next)).toEqual([why])
    else expect(decision.reason).toBe(why)
  })
})

describe('a release whose proofs are looked at again', () => {
  it('is taken back while it bakes, with the evidence of every proof in what is told', () => {
    const record = proving([health, lines], [standing('failed', 1)], { bakeMs: 5 * minute })
    const proofs = [sight('failed', { words: 'answered 500' }), sight('passed', { name: 'lines', words: 'no line' })]
    const decision = decideIn({ record, platform, proofs })
    expect(calls(decision)).toMatchObject([{ kind: 'revert' }])
    expect(timelineOf(decision.next).slice(1)).toEqual([
      'seen: health failed: answered 500',
      'seen: lines: no line',
      'decided: failed: health: answered 500 (2 looks in a row)',
      'acted: asked the platform to go back',
    ])
    expect(decision.next.holds).toMatchObject([{ why: 'health: answered 500 (2 looks in a row)' }])
  })

  it('takes each look in once, and notes what changes', () => {
    const record = proving([health], [], { bakeMs: 5 * minute })
    const failed = { platform, proofs: [sight('failed')] }
    const once = decideIn({ record, ...failed }).next
    const again = decideIn({ record: once, ...failed, now: t0 + minute + second }).next
    expect(again.state).toEqual(once.state)
    const well = decideIn({
      record: once,
      platform,
      proofs: [sight('passed', { at: t0 + 2 * minute })],
      now: t0 + 2 * minute,
    })
    expect(timelineOf(well.next).slice(1)).toEqual([
      'seen: health failed: GET https://example.com/ answered',
      'seen: health: GET https://example.com/ answered',
    ])
    expect(well.next.state).toMatchObject({ deployment: { proofs: [{ verdict: 'passed', failures: 0 }] } })
  })

  it('notes what could not be told once the release has baked, and not before', () => {
    const record = proving([health], [], { bakeMs: 2 * minute })
    const blind = (at: number, from = record) =>
      decideIn({ record: from, platform, proofs: [sight('unknown', { at, words: 'no data' })], now: at }).next
    const early = blind(t0 + minute)
    expect(timelineOf(early).slice(1)).toEqual([])
    const late = blind(t0 + 2 * minute, early)
    expect(timelineOf(late).slice(1)).toEqual(['seen: health could not be told: no data'])
    expect(timelineOf(blind(t0 + 4 * minute, late)).slice(1)).toHaveLength(1)
  })
})

describe('evidence', () => {
  it('is told once of each proof', () => {
    const once = [health, lines].map((proof) => ({ ...proof, failures: 1 }))
    const proofs = [sight('failed'), sight('failed', { name: 'lines' })]
    const { next } = decideIn({ record: proving(once), platform, proofs })
    expect(timelineOf(next).slice(1)).toEqual([
      'seen: health failed: GET https://example.com/ answered',
      'seen: lines failed: GET https://example.com/ answered',
      'decided: failed: health: GET https://example.com/ answered',
      'acted: asked the platform to go back',
    ])
  })

  it('is kept in short words', () => {
    const { next } = decideIn({
      record: proving([health]),
      platform,
      proofs: [sight('failed', { words: 'x'.repeat(999) })],
    })
    expect(next.state).toMatchObject({ deployment: { proofs: [{ words: 'x'.repeat(300) }] } })
  })

  it('is condemned for what dies although its proofs pass', () => {
    const evidence = [1, 2, 3].map((n) => ({
      task: `t${n}`,
      rollout: 'rollout-2',
      at: t0,
      reason: 'died',
      conclusive: true,
    }))
    const decision = decideIn({
      record: proving([health]),
      platform: aView([aRollout(2)], { evidence }),
      proofs: [sight('passed')],
    })
    expect(failures(decision.next)).toEqual(['died (3 times since it rolled out)'])
    expect(timelineOf(decision.next)).toContain('seen: health: GET https://example.com/ answered')
  })
})

describe('a proof that cannot be told', () => {
  const denied = { kind: 'problem', cause: 'denied', message: 'this Longshore was packaged without proofs' } as const
  const late = { platform: aView([aRollout(2)], { at: t0 + 21 * minute }), now: t0 + 21 * minute }
  const blind = (at = t0 + minute) => [sight('unknown', { at, words: 'too little data' })]

  it.each<[string, Observation['proofs'], string]>([
    ['unknown', blind(), 'health could not be told: too little data'],
    ['where nobody can look', denied, `health could not be told: ${denied.message}`],
    ['where nobody looked at it', [sight('passed', { name: 'other' })], 'health was not looked at yet'],
  ])('is waited for: %s', (_what, proofs, why) => {
    const decision = decideIn({ record: proving([health]), platform, ...(proofs ? { proofs } : {}) })
    expect(phaseOf(decision)).toBe('proving')
    expect(decision.reason).toBe(why)
  })

  it('is waited for no longer than the deadline after the bake time, and fails closed', () => {
    const decision = decideIn({ record: open([health]), ...late, proofs: blind(t0 + 21 * minute) })
    expect(phaseOf(decision)).toBe('reverting')
    expect(failures(decision.next)).toEqual(['not proven: health could not be told: too little data'])
  })

  it('is passed over then where the policy says so, and that is told', () => {
    const proofs: Proof[] = [{ ...health, whenUnknown: 'pass' }]
    expect(phaseOf(decideIn({ record: proving(proofs), platform, proofs: blind() }))).toBe('proving')
    const decision = decideIn({ record: open(proofs), ...late, proofs: blind(t0 + 21 * minute) })
    expect(told(decision)).toEqual([
      'succeeded: rolled out and proven; passed over: health could not be told: too little data',
    ])
    expect(timelineOf(decision.next)).toContain('proven: passed over: health could not be told: too little data')
  })

  it.each<[string, ProofStanding, string]>([
    [
      'failed once',
      standing('failed', 1, { at: late.now - second }),
      'not proven: health failed: GET https://example.com/ answered',
    ],
    [
      'was not looked at since the bake time',
      standing('passed', 0, { at: t0 - second }),
      'not proven: health held before the end of the bake time: GET https://example.com/ answered',
    ],
  ])('is not taken for one that %s, which nothing passes over', (_what, seen, why) => {
    const decision = decideIn({
      record: open([{ ...health, whenUnknown: 'pass' }], [seen]),
      ...late,
      ...(seen.verdict === 'failed' ? { now: late.now + 2 * minute } : {}),
      proofs: [],
    })
    expect(failures(decision.next)).toEqual([why])
  })

  it('fails with the alarms that cannot be told', () => {
    const record = open([{ ...health, whenUnknown: 'pass' }], [], { alarms: ['errors'] })
    const alarms = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
    const decision = decideIn({ record, ...late, alarms, proofs: blind(t0 + 21 * minute) })
    expect(failures(decision.next)).toEqual(['not proven: slow down'])
  })
})

describe('what is to be looked at', () => {
  const asked = (record: TargetRecord, now: number) =>
    needsOf(record, [], aPolicy(), now).proofs?.proofs.map(({ name }) => name)

  it('is nothing before the rollout is complete', () => {
    expect(asked(rollingRecord(2, { policy: policyWith([health]) }), t0)).toBeUndefined()
  })

  it('is every proof of the deployment, and what it is about', () => {
    const record = proving([health, lines])
    expect(needsOf(record, [], aPolicy(), t0 + minute).proofs).toEqual({
      ...{ deploymentId: 'deployment-2', proofs: [health, lines], startedAt: t0, rolledOutAt: t0 },
    })
    expect(asked(proving([]), t0)).toBeUndefined()
  })

  it('is a log from where nothing was found', () => {
    const record = proving([health, lines], [{ ...standing('passed', 0), name: 'lines', searchedTo: t0 }])
    expect(needsOf(record, [], aPolicy(), t0 + minute).proofs).toMatchObject({ searchedTo: { lines: t0 } })
  })

  it('is each at most every fifteen seconds', () => {
    const record = proving([health, lines], [standing('passed', 0)])
    expect(asked(record, t0 + 14_999)).toEqual(['lines'])
    expect(asked(record, t0 + 15_000)).toEqual(['health', 'lines'])
  })
})

it('is stuck on a release that a proof condemned, however healthy the platform calls it', () => {
  const policy = policyWith([health])
  const { state, ...record } = proving([health], [standing('failed', 2)])
  if (!('deployment' in state)) throw new Error('Nothing is in progress.')
  const deployment = { ...state.deployment, policy, failure: { at: t0, reasons: ['health'] } }
  const stuck = { name: 'stuck' as const, deployment, since: t0, remindedAt: t0, reminders: 0 }
  const seen = (proofs: ProofStanding[]) =>
    phaseOf(decideIn({ record: { ...record, state: { ...stuck, deployment: { ...deployment, proofs } } }, platform }))
  expect(seen([standing('failed', 2)])).toBe('stuck')
  expect(seen([standing('passed', 0)])).toBe('idle')
})
