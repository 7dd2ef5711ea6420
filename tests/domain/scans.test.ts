import { describe, expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { Observation, Problem } from '../../shared/domain/observation.ts'
import type { ScanPolicy, ScanSight } from '../../shared/domain/proof.ts'
import type { Pending, TargetRecord } from '../../shared/domain/record.ts'
import {
  aPending,
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  exactPolicy,
  image,
  minute,
  patternPolicy,
  phaseOf,
  provingRecord,
  proxyRepository,
  release,
  repository,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

const scan: ScanPolicy = { severity: 'HIGH', atMost: 0, withinMs: 10 * minute, whenUnknown: 'fail' }
const policy = aPolicy({ scan })
const platform = aView([aRollout(1)])
const denied: Problem = { kind: 'problem', cause: 'denied', message: 'may not read findings' }
const throttled: Problem = { kind: 'problem', cause: 'throttled', message: 'slow down' }

function scanned(counts: ScanSight['counts'], worst: ScanSight['worst'] = []): ScanSight {
  return { kind: 'scanned', repository, digest: digest(2), counts, worst }
}

const pending: ScanSight = { ...scanned({}), kind: 'pending' }
const clean = scanned({ MEDIUM: 3, LOW: 9 })

function waitingFor(more: Partial<Pending> = {}): TargetRecord {
  return aRecord({ pending: aPending(2, more), state: { name: 'waiting', since: t0, why: 'settle' } })
}

function start(
  sight: ScanSight | Problem | undefined,
  more: Partial<Pending> = {},
  rules: Partial<ScanPolicy> = {},
  now = t0 + minute,
) {
  const scans: Observation['scans'] = sight ? { [digest(2)]: sight } : undefined
  const asked = aPolicy({ scan: { ...scan, ...rules } })
  return decideIn({ record: waitingFor(more), policy: asked, platform, now, ...(scans ? { scans } : {}) })
}

function timelineOf({ state }: TargetRecord): string[] {
  return 'deployment' in state ? state.deployment.timeline.map(({ what }) => what) : []
}

describe('a start that a scan is to allow', () => {
  it('looks at the scan first', () => {
    expect(phaseOf(start(undefined))).toBe('waiting')
    expect(start(undefined).wakeAt).toBe(t0 + minute)
    expect(needsOf(start(undefined).next, [], policy, t0).scans).toEqual([image(2)])
  })

  it.each<[string, ScanSight, Partial<ScanPolicy>, string]>([
    ['nothing so bad', clean, {}, 'the scan found 0 findings of severity HIGH or worse in team/api:main-2'],
    [
      'as much as is allowed',
      scanned({ CRITICAL: 1, HIGH: 2 }),
      { atMost: 3 },
      'the scan found 3 findings of severity HIGH or worse in team/api:main-2',
    ],
    [
      'what is less than critical',
      scanned({ HIGH: 9 }),
      { severity: 'CRITICAL' },
      'the scan found 0 findings of severity CRITICAL in team/api:main-2',
    ],
  ])('begins when it found %s', (_what, sight, rules, words) => {
    const decision = start(sight, {}, rules)
    expect(calls(decision)).toHaveLength(1)
    expect(timelineOf(decision.next)).toContain(words)
  })

  it('begins only when every image is clear', () => {
    const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
    const images = { app: image(2), proxy: image(3, proxyRepository) }
    const record = aRecord({ pending: aPending(2, { images }), mark: { ...aRecord().mark, proxy: null } })
    const both = aPolicy({ scan, containers })
    const asked = decideIn({ record, policy: both, platform }).next
    expect(needsOf(asked, [], both, t0).scans.map((one) => one.digest)).toEqual([digest(2), digest(3)])
    const decision = decideIn({ record, policy: both, platform, scans: { [digest(2)]: clean, [digest(3)]: pending } })
    expect(decision.next.state).toMatchObject({ name: 'waiting', why: 'scan' })
  })
})

describe('an image with findings', () => {
  const names = Array.from({ length: 7 }, (_, n) => ({ name: `CVE-2026-${n}`, severity: 'CRITICAL' as const }))
  const bad = scanned({ CRITICAL: 7 }, names)

  it('is not deployed, and the worst of them are named', () => {
    const decision = start(bad)
    expect(calls(decision)).toEqual([])
    expect(told(decision)).toEqual([
      'failed: nothing was changed: the scan found 7 findings of severity HIGH or worse in team/api:main-2 (CVE-2026-0, CVE-2026-1, CVE-2026-2, CVE-2026-3, CVE-2026-4 and 2 more); at most 0 are allowed',
    ])
    expect(decision.next).not.toHaveProperty('pending')
  })

  it('names all of five', () => {
    const [first] = told(start(scanned({ CRITICAL: 5 }, names.slice(0, 5))))
    expect(first).toContain('CVE-2026-4); at most')
  })

  it('is on hold', () => {
    expect(start(bad).next.holds).toMatchObject([{ digests: { app: digest(2) }, deploymentId: 'deployment-2' }])
  })

  it.each<[string, ScanSight, string]>([
    [
      'few',
      scanned({ HIGH: 1 }, [
        { name: 'CVE-1', severity: 'HIGH' },
        { name: 'CVE-2', severity: 'LOW' },
      ]),
      ' (CVE-1)',
    ],
    ['without a name', scanned({ HIGH: 1 }), ''],
  ])('is told by those that count: %s', (_what, sight, named) => {
    const [first] = told(start(sight))
    expect(first).toContain(`1 finding of severity HIGH or worse in team/api:main-2${named};`)
  })

  it('is told by its digest where it has no tag', () => {
    const { tag: _none, ...bare } = image(2)
    const [first] = told(start(bad, { images: { app: bare } }))
    expect(first).toContain('in team/api@sha256:000000000000')
  })

  it('does not disturb what is being rolled out', () => {
    const record = rollingRecord(3, { policy }, { pending: aPending(2) })
    const own = aRollout(3, { state: 'in-progress' })
    const containers = { app: exactPolicy }
    const situation = { record, policy: aPolicy({ scan, containers }), platform: aView([own]) }
    const decision = decideIn({ ...situation, scans: { [digest(2)]: bad, [digest(3)]: clean } })
    expect(phaseOf(decision)).toBe('rolling')
    expect(decision.next).not.toHaveProperty('pending')
  })
})

describe('an image with findings beside another', () => {
  const bad = scanned({ CRITICAL: 1 })
  it.each<[string, ScanSight | Problem]>([
    ['has findings', bad],
    ['cannot be told', denied],
  ])('is alone to blame: what is pushed beside it waits while what is being rolled out %s', (_what, sight) => {
    const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
    const both = (app: number, proxy: number) => ({
      images: { app: image(app), proxy: image(proxy, proxyRepository) },
      carrier: `td:${app}`,
    })
    const rules = aPolicy({ containers, scan })
    const record = rollingRecord(
      2,
      { policy: rules, goal: both(2, 1), from: both(1, 1) },
      {
        ledger: [entry(1, { release: both(1, 1) })],
        pending: aPending(9, {
          images: { proxy: image(9, proxyRepository) },
          scansSince: { [digest(2)]: t0, [digest(9)]: t0 },
        }),
      },
    )
    const own = aRollout(2, { state: 'in-progress', digests: { app: digest(2), proxy: digest(1) } })
    const scans = { [digest(2)]: sight, [digest(9)]: { ...clean, digest: digest(9) } }
    const decision = decideIn({ record, policy: rules, platform: aView([own]), scans })
    expect([phaseOf(decision), told(decision), decision.next.holds]).toEqual(['rolling', [], []])
    expect(decision.next.pending?.images).toEqual({ proxy: image(9, proxyRepository) })
  })

  it('alone is on hold where another one of the same start is clear', () => {
    const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
    const images = { app: image(2), proxy: image(9, proxyRepository) }
    const scans = { [digest(2)]: bad, [digest(9)]: { ...clean, digest: digest(9) } }
    const situation = { record: waitingFor({ images }), policy: aPolicy({ containers, scan }), scans }
    const running = aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })])
    const { next } = decideIn({ ...situation, platform: running, now: t0 + minute })
    expect(next.holds).toMatchObject([{ digests: { app: digest(2) } }])
    expect(next.holds[0]?.digests).not.toHaveProperty('proxy')
  })
})

describe('an image with findings that ran here before', () => {
  const bad = (n: number) => ({ [digest(n)]: { ...scanned({ CRITICAL: 1 }), digest: digest(n) } })
  const resting = aRecord({
    ledger: [entry(2), entry(1)],
    settledOn: release(2),
    mark: { app: { tag: 'live', digest: digest(2), pushedAt: t0 - 60 * minute } },
  })
  const redeploy = (n: number) =>
    ({ kind: 'redeploy', id: 'c', deploymentId: 'd-c', at: t0, by: 'ann', image: image(n) }) as const
  const exact = aPolicy({ scan, containers: { app: exactPolicy } })
  const retagged = { app: { tag: 'live', digest: digest(1), pushedAt: t0 } }

  it.each<[string, Parameters<typeof decideIn>[0], TargetRecord]>([
    ['a redeploy of what runs', { policy, facts: [redeploy(2)], scans: bad(2) }, resting],
    ['a redeploy of an older one', { policy, facts: [redeploy(1)], scans: bad(1) }, resting],
    [
      'what was left here and never proven',
      { policy, facts: [redeploy(2)], scans: bad(2) },
      { ...resting, ledger: [] },
    ],
    [
      'a tag put back',
      { policy: exact, facts: [aPush(1, { tag: 'live' })], registry: retagged, scans: bad(1) },
      resting,
    ],
  ])('is not deployed, and no way back is lost: %s', (_what, situation, record) => {
    const decision = decideIn({ record, platform: aView([aRollout(2)]), ...situation })
    expect([calls(decision), decision.next.holds]).toEqual([[], []])
    expect(told(decision)[0]).toContain('failed: nothing was changed: the scan found 1 finding')
    const again = decideIn({ record: decision.next, platform: aView([aRollout(2)]), ...situation, facts: [] })
    expect([calls(again), phaseOf(again), again.next.holds]).toEqual([[], 'idle', []])
  })
})

describe('a scan that is not there', () => {
  it.each([
    ['still coming', pending, 'the scan of team/api:main-2 is not complete'],
    ['not to be asked now', throttled, 'slow down'],
  ])('is waited for: %s', (_what, sight, why) => {
    const decision = start(sight)
    expect(decision.next).toMatchObject({
      state: { name: 'waiting', why: 'scan' },
      pending: { scansSince: { [digest(2)]: t0 + minute } },
    })
    expect([decision.reason.includes(why), decision.wakeAt]).toEqual([true, t0 + minute + 30 * second])
    const end = start(sight, { scansSince: { [digest(2)]: t0 } }, {}, t0 + 10 * minute - second)
    expect(end.wakeAt).toBe(t0 + 10 * minute)
  })

  it('is waited for beside what is being rolled out', () => {
    const record = rollingRecord(3, { policy }, { pending: aPending(2) })
    const own = aRollout(3, { state: 'in-progress' })
    const decision = decideIn({
      record,
      policy,
      platform: aView([own]),
      scans: { [digest(2)]: pending, [digest(3)]: clean },
    })
    expect(phaseOf(decision)).toBe('rolling')
    expect(decision.next.pending).toMatchObject({ scansSince: { [digest(2)]: t0 + minute } })
  })

  it.each([
    [
      'did not come in time',
      pending,
      { scansSince: { [digest(2)]: t0 } },
      ' after 10 min: the scan of team/api:main-2 is not complete',
    ],
    ['may not be read', denied, {}, ': may not read findings'],
  ])('keeps the image from being deployed when it %s, without a hold', (_what, sight, more, why) => {
    const decision = start(sight, more, {}, t0 + 10 * minute)
    expect(told(decision)).toEqual([
      `failed: nothing was changed: what a scan finds in team/api:main-2 could not be told${why}`,
    ])
    expect(decision.next.holds).toEqual([])
  })

  it('is passed over where the policy says so, and that is told', () => {
    const decision = start(denied, {}, { whenUnknown: 'pass' })
    expect(calls(decision)).toHaveLength(1)
    expect(timelineOf(decision.next)).toContain(
      'what a scan finds in team/api:main-2 could not be told (may not read findings): passed over',
    )
  })
})

describe('no scan is asked', () => {
  it.each<[string, Partial<Pending>]>([
    [
      'of what a person goes back to',
      { trigger: { kind: 'rollback', id: 'c', at: t0, by: 'ann' }, images: {}, command: { kind: 'rollback' } },
    ],
    ['of what is put right', { trigger: { kind: 'repair', id: 'c', at: t0 }, images: {}, command: { kind: 'repair' } }],
    [
      'of what is started anew',
      { trigger: { kind: 'redeploy', id: 'c', at: t0, by: 'ann' }, images: {}, command: { kind: 'redeploy' } },
    ],
  ])('%s', (_what, more) => {
    const asked = { ...more, scansSince: { [digest(2)]: t0 } }
    expect(needsOf(waitingFor(asked), [], policy, t0).scans).toEqual([])
  })

  it('while nothing can begin, or nobody asked for any', () => {
    const asked = { scansSince: { [digest(2)]: t0 } }
    expect(needsOf(provingRecord(3, {}, { pending: aPending(2, asked) }), [], policy, t0).scans).toEqual([])
    expect(needsOf(waitingFor(asked), [], aPolicy(), t0).scans).toEqual([])
    expect(needsOf(aRecord(), [], policy, t0).scans).toEqual([])
  })
})

describe('of a start that something else keeps waiting', () => {
  const asked = { scansSince: { [digest(2)]: t0 } }

  it.each<[string, Parameters<typeof decideIn>[0]]>([
    ['a stop', { record: waitingFor(asked), stackStop: { stopped: true } }],
    [
      'a wave',
      {
        record: waitingFor(asked),
        policy: aPolicy({ scan, dependsOn: [{ target: 'first', shares: [{ ...patternPolicy, container: 'app' }] }] }),
      },
    ],
    ['quiet time', { record: waitingFor({ lastAt: t0 + minute }), policy: aPolicy({ scan, settleMs: minute }) }],
    ['observing', { record: waitingFor(), policy: aPolicy({ scan, mode: 'observe' }) }],
    [
      'a rollout that it queues behind',
      {
        record: rollingRecord(3, { policy: aPolicy({ onNewerPush: 'queue' }) }, { pending: aPending(2) }),
        platform: aView([aRollout(3, { state: 'in-progress' })]),
      },
    ],
  ])('no scan is asked: %s', (_what, situation) => {
    const { others = {}, ...rest } = situation
    const { next } = decideIn({ policy, platform, ...rest, others })
    expect(needsOf(next, [], situation.policy ?? policy, t0).scans).toEqual([])
  })
})

it('gives each image its own time to be scanned, whatever is pushed meanwhile', () => {
  const containers = { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } }
  const both = aPolicy({ scan, containers })
  const record = aRecord({
    mark: { ...aRecord().mark, proxy: null },
    state: { name: 'waiting', since: t0, why: 'scan' },
    pending: aPending(2, { scansSince: { [digest(2)]: t0 } }),
    ledger: [{ ...entry(1), release: { ...release(1), images: { app: image(1), proxy: image(1, proxyRepository) } } }],
  })
  const runs = aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })])
  const scans = { [digest(2)]: pending, [digest(3)]: pending }
  const at = t0 + 9 * minute
  const facts = [aPush(3, { repository: proxyRepository, at })]
  const { next } = decideIn({ record, policy: both, platform: runs, facts, scans, now: at })
  expect(next.pending).toMatchObject({ images: { app: image(2) }, scansSince: { [digest(2)]: t0, [digest(3)]: at } })
  const newer = [aPush(4, { at })]
  const other = decideIn({
    record: next,
    policy: both,
    platform: runs,
    facts: newer,
    scans: { ...scans, [digest(4)]: pending },
    now: at,
  })
  expect(other.next.pending?.scansSince).toEqual({ [digest(4)]: at, [digest(3)]: at })
})

describe('an image that the platform took by itself for a tag (force mode)', () => {
  const live = (n: number) => ({ ...image(n), tag: 'live' })
  const rules = { mode: 'force', containers: { app: exactPolicy }, scan } as const
  const taken = aView([aRollout(2, { digests: { app: digest(3) } })])
  const registry = { app: { tag: 'live', digest: digest(3), pushedAt: t0 } }
  const bad = { ...scanned({ CRITICAL: 1 }), digest: digest(3) }

  function asked(sight: ScanSight | Problem | undefined, more: Partial<ReturnType<typeof aPolicy>> = {}) {
    const forced = aPolicy({ ...rules, ...more })
    const deployment = { policy: forced, goal: { images: { app: live(2) } } }
    const images = { app: live(3) }
    const mark = { app: { tag: 'live', digest: digest(3), pushedAt: t0 } }
    const record = rollingRecord(2, deployment, { pending: aPending(3, { images }), mark })
    const scans: Observation['scans'] = sight ? { [digest(3)]: sight } : undefined
    return decideIn({ record, policy: forced, platform: taken, registry, ...(scans ? { scans } : {}) })
  }

  describe.each([['supersede' as const], ['queue' as const]])('where pushes %s', (onNewerPush) => {
    it('is neither taken up nor given up before its scan is told', () => {
      for (const sight of [undefined, pending, throttled]) {
        const decision = asked(sight, { onNewerPush })
        expect([phaseOf(decision), told(decision)]).toEqual(['rolling', []])
        expect(decision.next.pending).toMatchObject({ scansSince: { [digest(3)]: t0 + minute } })
      }
    })

    it('is proven when its scan allows', () => {
      const decision = asked({ ...clean, digest: digest(3) }, { onNewerPush, bakeMs: minute })
      expect(decision.next.state).toMatchObject({ name: 'proving', deployment: { id: 'deployment-3' } })
    })

    it.each<[string, ScanSight | Problem, number]>([
      ['found something', bad, 2],
      ['may not be read', denied, 1],
    ])('is taken back when its scan %s', (_what, sight, holds) => {
      const decision = asked(sight, { onNewerPush })
      expect(phaseOf(decision)).toBe('reverting')
      expect(decision.next).not.toHaveProperty('pending')
      expect(decision.next.holds).toHaveLength(holds)
      const { state } = decision.next
      const [why] = 'deployment' in state ? (state.deployment.failure?.reasons ?? []) : []
      if (holds === 2) expect(why).toMatch(/resolved the tag to other images .*\(the scan found 1 finding/)
    })
  })
})
