import { describe, expect, it } from '@jest/globals'
import type { Decision } from '../../shared/domain/decide.ts'
import type { ApproveFact } from '../../shared/domain/fact.ts'
import type { Images } from '../../shared/domain/image.ts'
import type { PlatformView } from '../../shared/domain/observation.ts'
import type { Release, TargetRecord } from '../../shared/domain/record.ts'
import {
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  type Situation,
  second,
  t0,
  told,
} from './a-world.ts'

const hour = 60 * minute
const pair = aPolicy({ containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } } })
const asking = { ...pair, approve: { withinMs: 24 * hour } }

function both(app: number, proxy: number): Images {
  return { app: image(app), proxy: image(proxy, proxyRepository) }
}

function release(app: number, proxy: number): Release {
  return { images: both(app, proxy), carrier: `td:${app}${proxy}` }
}

function mark(n: number) {
  return { tag: `main-${n}`, digest: digest(n), pushedAt: t0 - hour }
}

/** Shortly after image 2 of both took the place of image 1, which a paused worker may still put back. */
function resting(more: Partial<TargetRecord> = {}): TargetRecord {
  return aRecord({
    ledger: [entry(2, { release: release(2, 2) }), entry(1, { release: release(1, 1) })],
    settledOn: release(2, 2),
    mark: { app: mark(2), proxy: mark(2) },
    ours: [
      { carrier: 'td:22', deploymentId: 'd2', at: t0 },
      { carrier: 'td:11', deploymentId: 'd1', at: t0 - 5 * minute },
    ],
    ...more,
  })
}

function runs(app: number, proxy: number, more: Parameters<typeof aRollout>[1] = {}, at = t0 + minute): PlatformView {
  const digests = { app: digest(app), proxy: digest(proxy) }
  const about = { id: `rollout-${app}${proxy}`, carrier: `td:${app}${proxy}`, createdAt: t0 - hour, digests, ...more }
  return aView([aRollout(app, about)], { at })
}

function staleWrite(at = t0 + minute): PlatformView {
  return runs(1, 1, { id: 'stale', createdAt: t0 + 30 * second }, at)
}

function then(before: Decision, at: number, situation: Situation): Decision {
  return decideIn({ record: { ...before.next, outbox: [] }, now: at, ...situation })
}

function approved({ next }: Decision, at: number): ApproveFact {
  const { deploymentId = '' } = next.pending ?? {}
  return { kind: 'approve', id: `yes-${deploymentId}`, at, by: 'ann', deploymentId, stage: 'start' }
}

describe('what the other containers run, after a stale write put an older release back', () => {
  it('is what the target rested on', () => {
    const decision = decideIn({ record: resting(), policy: pair, platform: staleWrite(), facts: [aPush(3)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 2) } }])
  })

  it('is what the target rested on, too, at the end of a freeze', () => {
    const end = t0 + 4 * minute
    const record = resting({ frozen: { at: t0, until: end, by: 'carl' } })
    const kept = decideIn({ record, policy: pair, platform: runs(2, 2), facts: [aPush(3)] })
    const decision = then(kept, end, { policy: pair, platform: staleWrite(end) })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 2) } }])
  })

  it('is what somebody else put there who was no stale write', () => {
    const platform = runs(2, 9, { id: 'theirs', carrier: 'td:theirs' })
    const decision = decideIn({ record: resting(), policy: pair, platform, facts: [aPush(3)] })
    expect(calls(decision)[0]?.release.images).toMatchObject({
      app: { digest: digest(3) },
      proxy: { digest: digest(9) },
    })
  })

  it.each([
    [
      'is on hold by now',
      { holds: [{ digests: { proxy: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }] },
    ],
    ['says nothing of them', { settledOn: { images: { app: image(2) } } }],
  ])('is what runs where what the target rested on %s', (_name, more) => {
    const decision = decideIn({ record: resting(more), policy: pair, platform: staleWrite(), facts: [aPush(3)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 1) } }])
  })

  it('is what runs where nothing is known of what the target rested on', () => {
    const { settledOn: _unknown, ...record } = resting()
    const decision = decideIn({ record, policy: pair, platform: staleWrite(), facts: [aPush(3)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 1) } }])
  })
})

describe('a question, while a stale write is put right', () => {
  const asked = decideIn({ record: resting(), policy: asking, platform: runs(2, 2), facts: [aPush(3)] })
  const at = t0 + 4 * minute
  const platform = staleWrite(at)

  it('stands', () => {
    const repairing = then(asked, at, { policy: asking, platform })
    expect(calls(repairing)).toMatchObject([{ release: { images: both(2, 2) } }])
    expect(repairing.next.pending).toEqual(asked.next.pending)
    expect(told(repairing)).toEqual([])
  })

  it('keeps its answer, which comes with the look that shows the write', () => {
    const decision = then(asked, at, { policy: asking, platform, facts: [approved(asked, at)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 2) } }])
  })

  it('keeps its answer, which comes before the repair shows', () => {
    const repairing = then(asked, at, { policy: asking, platform })
    const later = at + 10 * second
    const seen = staleWrite(later)
    const decision = then(repairing, later, { policy: asking, platform: seen, facts: [approved(asked, later)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 2) } }])
  })
})

describe('a question, while the service is started anew with the same images', () => {
  const [restart, done] = [t0 + 3 * minute, t0 + 6 * minute]
  const anew = { id: 'restart', carrier: 'td:29' }

  function through(record: TargetRecord, platform: PlatformView): Decision[] {
    const asked = decideIn({ record, policy: asking, platform, facts: [aPush(3)] })
    const starts = runs(2, 9, { ...anew, state: 'in-progress', running: 1 }, restart)
    const started = then(asked, restart, { policy: asking, platform: starts })
    return [asked, started, then(started, done, { policy: asking, platform: runs(2, 9, anew, done) })]
  }

  it.each([
    [
      'that somebody else put there',
      { usurped: { rollout: 'rollout-29', at: t0 - hour, digests: { app: digest(2), proxy: digest(9) } } },
    ],
    ['that were left there unproven', { settledOn: release(2, 9) }],
  ])('stands, whatever was proven last: %s', (_name, left) => {
    const { settledOn: _proven, ...record } = resting()
    const [asked, started, completed] = through({ ...record, ...left }, runs(2, 9))
    expect(asked?.next.pending?.question?.goal).toEqual({
      app: image(3),
      proxy: { repository: proxyRepository, digest: digest(9) },
    })
    expect(started?.next.pending).toEqual(asked?.next.pending)
    expect(completed?.next.pending).toEqual(asked?.next.pending)
    expect([...(started ? told(started) : []), ...(completed ? told(completed) : [])]).toEqual([])
  })

  it('is no base that was never seen completed: what was proven last is', () => {
    const { settledOn: _proven, ...record } = resting()
    const usurped = { rollout: 'rollout-29', at: t0, digests: { app: digest(2), proxy: digest(9) } }
    const platform = runs(2, 9, { state: 'in-progress', running: 1 })
    const decision = decideIn({ record: { ...record, usurped }, policy: pair, platform, facts: [aPush(3)] })
    expect(calls(decision)).toMatchObject([{ release: { images: both(3, 2) } }])
  })
})

it.each([
  ['before that shows', runs(2, 2, {}, t0 + 2 * minute)],
  ['while something else comes up', runs(3, 3, { carrier: 'td:theirs', state: 'in-progress' }, t0 + 2 * minute)],
])('a push of one container leaves the other where a rollback in progress goes to, %s', (_name, platform) => {
  const record = resting({
    ledger: [2, 3, 1].map((n) => entry(n, { release: release(n, n) })),
    mark: { app: mark(3), proxy: mark(3) },
  })
  const back = { kind: 'rollback', id: 'back', at: t0, by: 'bob', deploymentId: 'dBack', to: digest(1) } as const
  const begun = decideIn({ record, policy: pair, platform: runs(2, 2), facts: [back] })
  expect(calls(begun)).toMatchObject([{ release: { images: both(1, 1) } }])
  const at = t0 + 2 * minute
  const push = aPush(4, { repository: proxyRepository, at })
  const decision = then(begun, at, { policy: pair, platform, facts: [push] })
  expect(calls(decision)).toMatchObject([{ release: { images: both(1, 4) } }])
})
