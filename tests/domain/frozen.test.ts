import { describe, expect, it } from '@jest/globals'
import type { Fact } from '../../shared/domain/fact.ts'
import type { FreezeWindow, Policy } from '../../shared/domain/policy.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  draining,
  entry,
  image,
  minute,
  phaseOf,
  revertingRecord,
  rollingRecord,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'
import { inProgress, pushed } from './phases/row.ts'

const platform = aView([aRollout(1)])
const end = t0 + 60 * minute
/** From nine to ten in the morning, on a Monday. */
const window: FreezeWindow = { every: 'week', from: 9 * 60, to: 10 * 60, zone: 'UTC' }

function frozen(more: Situation = {}, policy: Partial<Policy> = {}) {
  return decideIn({ record: aRecord(), platform, ...more, policy: aPolicy({ freeze: [window], ...policy }) })
}

const redeploy = (override?: string): Fact => ({
  ...{ kind: 'redeploy', id: 'c', at: t0, by: 'bob', deploymentId: 'deployment-2', image: image(2) },
  ...(override ? { override } : {}),
})

describe('in a freeze', () => {
  it('a push waits, is told once with the end, and goes out at the end', () => {
    const first = frozen({ facts: [aPush(2)] })
    expect(first.next.state).toMatchObject({ name: 'waiting', why: 'freeze' })
    const words = 'not-deployed: pushed and not deployed: frozen until 2026-11-16 10:00 UTC; goes out then'
    expect(told(first)).toEqual([words])
    const quiet = { ...first.next, outbox: [] }
    const later = frozen({ record: quiet, now: t0 + 20 * minute })
    expect([told(later), later.wakeAt]).toEqual([[], end])
    expect(calls(frozen({ record: later.next, now: end - 1 }))).toEqual([])
    expect(calls(frozen({ record: later.next, now: end }))).toMatchObject([{ release: { images: { app: image(2) } } }])
  })

  it('the newest of several pushes alone goes out', () => {
    const first = frozen({ facts: [aPush(2)] })
    const newer = aPush(3, { at: t0 + 2 * minute })
    const next = frozen({ record: { ...first.next, outbox: [] }, facts: [newer], now: t0 + 3 * minute })
    expect(told(next)).toEqual([
      'not-deployed: main-2 was pushed and not deployed: main-3 is newer',
      expect.stringContaining('frozen until'),
    ])
    const out = frozen({ record: { ...next.next, outbox: [] }, now: end })
    expect(calls(out)).toMatchObject([{ release: { images: { app: image(3) } } }])
  })

  it('a person is asked at its end where that is wanted, also about what came in its wake', () => {
    const first = frozen({ facts: [aPush(2)] }, { afterFreeze: 'approve' })
    expect(told(first)).toEqual([expect.stringContaining('; asks for an approval then')])
    const record = { ...first.next, outbox: [] }
    const after = frozen({ record, now: end }, { afterFreeze: 'approve' })
    expect([calls(after), after.next.state]).toMatchObject([[], { why: 'approval' }])
    expect(told(after)).toEqual([expect.stringContaining('may it begin? app main-1 → main-2')])
    const push = aPush(3, { at: end + second })
    const wake = frozen({ record, facts: [push], now: end + minute }, { afterFreeze: 'approve' })
    expect([calls(wake), wake.next.state]).toMatchObject([[], { why: 'approval' }])
    const fresh = frozen({ facts: [push], now: end + minute }, { afterFreeze: 'approve' })
    expect(calls(fresh)).toHaveLength(1)
  })
})

describe('a freeze does not keep', () => {
  it('what is under way, though what is behind it waits on', () => {
    const rolling = aView([aRollout(2, inProgress), draining])
    const decision = frozen({ record: rollingRecord(2), platform: rolling, facts: [aPush(3, { at: t0 + second })] })
    expect([phaseOf(decision), calls(decision)]).toEqual(['rolling', []])
    expect(told(decision)).toEqual([expect.stringContaining('frozen until')])
  })

  it('going back', () => {
    expect(
      calls(frozen({ record: revertingRecord(2), platform: aView([aRollout(2, inProgress), draining]) })),
    ).toHaveLength(1)
    const record = aRecord({ ledger: [entry(2), entry(1)], settledOn: entry(2).release })
    const rollback: Fact = { kind: 'rollback', id: 'r', at: t0, by: 'ann', deploymentId: 'd9' }
    expect(calls(frozen({ record, facts: [rollback], platform: aView([aRollout(2)]) }))).toHaveLength(1)
  })
})

describe('what a person asks for in a freeze', () => {
  it.each<[string, Fact]>([
    ['redeploy', redeploy()],
    ['promotion', { ...redeploy(), kind: 'promote', from: 'api-staging', images: { app: image(2) } } as Fact],
  ])('a %s is refused and takes no place', (_what, fact) => {
    const waiting = frozen({ facts: [aPush(3)] }).next
    const decision = frozen({ record: { ...waiting, outbox: [] }, facts: [fact], now: t0 + 2 * minute })
    expect(told(decision)).toEqual(['refused: not started: frozen until 2026-11-16 10:00 UTC; say "override" and why'])
    expect(decision.next.pending?.images['app']?.tag).toBe('main-3')
  })

  it('what overrides it begins, and says who did and why', () => {
    const decision = frozen({ facts: [redeploy('hotfix')] })
    expect(calls(decision)).toHaveLength(1)
    expect(decision.next.state).toMatchObject({ deployment: { trigger: { by: 'bob', override: 'hotfix' } } })
    const { state } = decision.next
    const words = 'deployment' in state ? state.deployment.timeline.map(({ what }) => what) : []
    expect(words).toContain('frozen until 2026-11-16 10:00 UTC; overridden by bob: hotfix')
  })

  it('what overrides nothing is none that did', () => {
    const decision = frozen({ facts: [redeploy('hotfix')], now: end })
    expect(decision.next.state).toMatchObject({ name: 'rolling' })
    expect(JSON.stringify(decision.next.state)).not.toContain('hotfix')
  })
})

describe('a freeze by hand', () => {
  const fact: Fact = { kind: 'freeze', id: 'f', at: t0, by: 'ann', until: t0 + 30 * minute, reason: 'sale' }
  const byHand = (more: Situation = {}) => decideIn({ record: aRecord(), platform, facts: [fact, aPush(2)], ...more })

  it('keeps starts until its end, which it needs nobody for', () => {
    const first = byHand()
    expect(told(first)).toEqual([
      expect.stringContaining('frozen by ann (sale) until 2026-11-16 09:30 UTC; goes out then'),
    ])
    expect(first.next.version).toBe(3)
    const out = byHand({ record: { ...first.next, outbox: [] }, facts: [], now: t0 + 30 * minute })
    expect([calls(out).length, out.next.frozen]).toEqual([1, undefined])
  })

  it('is lifted by resume', () => {
    const resume: Fact = { kind: 'resume', id: 'r', at: t0 + 2 * minute, by: 'bob' }
    const out = byHand({ record: { ...byHand().next, outbox: [] }, facts: [resume], now: t0 + 3 * minute })
    expect([calls(out).length, out.next.frozen]).toEqual([1, undefined])
  })

  it('that is over by the time it is taken in is none', () => {
    expect(byHand({ now: t0 + 30 * minute }).next.frozen).toBeUndefined()
  })

  it('is not made shorter by another one, but longer', () => {
    const { next } = byHand()
    const another = (until: number): Fact => ({ kind: 'freeze', id: `f-${until}`, at: t0 + minute, by: 'bob', until })
    const shorter = byHand({ record: next, facts: [another(t0 + 10 * minute)], now: t0 + 2 * minute })
    expect(shorter.next.frozen).toMatchObject({ by: 'ann', until: t0 + 30 * minute })
    const longer = byHand({ record: next, facts: [another(end)], now: t0 + 2 * minute })
    expect(longer.next.frozen).toMatchObject({ by: 'bob', until: end })
  })

  it('and the calendar last until the later end, and on where they meet', () => {
    const both = { policy: aPolicy({ freeze: [window] }) }
    expect(told(byHand(both))).toEqual([expect.stringContaining('frozen until 2026-11-16 10:00 UTC')])
    const longer = { ...fact, until: end + minute } as Fact
    expect(told(byHand({ ...both, facts: [longer, aPush(2)] }))).toEqual([
      expect.stringContaining('until 2026-11-16 10:01 UTC'),
    ])
    const meets: FreezeWindow = { ...window, from: 9 * 60 + 30, to: 11 * 60 }
    const policy = aPolicy({ freeze: [meets] })
    expect(told(byHand({ policy }))).toEqual([expect.stringContaining('frozen until 2026-11-16 11:00 UTC')])
  })

  it('of the whole stack counts on every target, and ends by itself', () => {
    const stackStop = { stopped: false, frozen: { until: end, by: 'ann' } }
    const first = byHand({ facts: [aPush(2)], stackStop })
    expect(told(first)).toEqual([expect.stringContaining('frozen by ann until 2026-11-16 10:00 UTC')])
    const out = byHand({ record: { ...first.next, outbox: [] }, facts: [], stackStop, now: end })
    expect(calls(out)).toHaveLength(1)
  })
})

describe('a promotion', () => {
  const promote = (n: number): Fact => ({
    ...{ kind: 'promote', id: 'p', at: t0, by: 'ann', deploymentId: `deployment-${n}`, from: 'api-staging' },
    images: { app: image(n) },
  })

  it('rolls out its very images, whatever the marks say, and moves none', () => {
    const mark = { app: { tag: 'main-9', digest: digest(9), pushedAt: t0 } }
    const decision = decideIn({ record: aRecord({ mark }), platform, facts: [promote(2)] })
    expect(calls(decision)).toMatchObject([{ force: false, release: { images: { app: image(2) } } }])
    expect(decision.next.mark).toEqual(mark)
    expect(decision.next.state).toMatchObject({
      deployment: { trigger: { kind: 'promote', from: 'api-staging', by: 'ann' } },
    })
    const { state } = decision.next
    const words = 'deployment' in state ? state.deployment.timeline[0]?.what : ''
    expect([words, decision.next.version]).toEqual(['promoted from api-staging by ann', 3])
  })

  it.each([
    ['runs already', { facts: [promote(1)] }, 'refused: not promoted: these images run already'],
    ['is gone', { facts: [promote(2)], gone: [2] }, 'failed: nothing was changed: the image is gone'],
    [
      'meets a pause',
      { facts: [promote(2)], record: aRecord({ stopped: { at: t0, by: 'bob' } }) },
      'refused: not started: api is paused by bob; resume first',
    ],
  ])('of what %s is told, and changes nothing', (_what, more, words) => {
    const decision = decideIn({ record: aRecord(), platform, ...more })
    expect([calls(decision), told(decision)]).toEqual([[], [words]])
  })

  it('takes the place of a rollout, and waits for a proof', () => {
    const rolling = aView([aRollout(2, inProgress), draining])
    const taken = decideIn({ record: rollingRecord(2), platform: rolling, facts: [promote(3)] })
    expect(told(taken)).toEqual(['superseded: a promotion was asked for'])
  })

  it('brings back what is on hold here: a person asks for it by name', () => {
    const holds = [{ digests: { app: digest(2) }, at: t0, deploymentId: 'd', why: 'broke' }]
    expect(calls(decideIn({ record: aRecord({ holds }), platform, facts: [promote(2)] }))).toHaveLength(1)
  })
})

it('a push keeps its deployment id through a freeze', () => {
  const first = frozen({ facts: [aPush(2)] })
  const out = frozen({ record: first.next, now: end })
  expect(out.next.state).toMatchObject({ deployment: { id: pushed(2) } })
})
