import { expect, it } from '@jest/globals'
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
  draining,
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

const platform = aView([aRollout(1)])
const exact = aPolicy({ containers: { app: exactPolicy } })
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const

function live(n: number, at = t0) {
  return { app: { tag: 'live', digest: digest(n), pushedAt: at } }
}

it('deploys nothing, marks what the registry shows and takes what runs settled for a baseline', () => {
  const { next, effects } = decideIn({
    record: undefined,
    platform,
    registry: { app: { tag: 'main-3', digest: digest(3), pushedAt: t0 } },
  })
  expect(effects).toEqual([])
  expect(next.mark).toEqual({ app: { tag: 'main-3', digest: digest(3), pushedAt: t0 } })
  expect(next.ledger).toEqual([
    {
      release: { images: { app: { repository, digest: digest(1) } }, carrier: 'td:1' },
      origin: 'found',
      at: t0 + minute,
    },
  ])
})

it('takes a live push for news', () => {
  const registry = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } }
  const decision = decideIn({ record: undefined, facts: [aPush(2)], platform, registry })
  expect(calls(decision).map((call) => call.release.images)).toEqual([{ app: image(2) }])
})

it('keeps a push in the inbox while the registry cannot be asked what is newer', () => {
  const decision = decideIn({ record: undefined, facts: [aPush(2)], platform, registry: throttled })
  expect(decision.done).toEqual([])
  expect(decision.wakeAt).toBeGreaterThan(t0 + minute)
  expect(calls(decision)).toEqual([])
})

it('tells of an older push once and deploys it not', () => {
  const older = aPush(0, { at: t0 - 180 * minute })
  const decision = decideIn({ record: aRecord(), facts: [older, older], platform })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual(['not-deployed: main-0 was pushed and not deployed: main-1 is newer'])
  expect(told(decideIn({ record: { ...decision.next, outbox: [] }, facts: [older], platform }))).toEqual([])
})

it('changes nothing when the newest push comes again', () => {
  const record = aRecord({ mark: { app: { tag: 'main-1', digest: digest(1), pushedAt: t0 } } })
  const decision = decideIn({ record, facts: [aPush(1, { id: 'again', at: t0 + minute })], platform })
  expect(phaseOf(decision)).toBe('idle')
  expect(decision.effects).toEqual([])
})

it('takes a tag that moved back for news', () => {
  const record = aRecord({ mark: live(2), ledger: [entry(2), entry(1)], settledOn: release(2) })
  const decision = decideIn({ record, policy: exact, platform: aView([aRollout(2)]), registry: live(1, t0 - minute) })
  expect(calls(decision).map((call) => call.release.images['app']?.digest)).toEqual([digest(1)])
})

/** The tag went from image 1 to 2 and back, before anybody looked; 1 had been superseded by somebody's doing. */
function wentAndCame(there: number, back: number) {
  const { settledOn: _none, ...resting } = aRecord({ mark: live(1), usurped: { rollout: 'rollout-7', at: t0 } })
  const facts = [aPush(2, { tag: 'live', at: there }), aPush(1, { tag: 'live', id: 'back', at: back })]
  return decideIn({
    ...{ record: resting, policy: exact, facts, registry: live(1), platform: aView([aRollout(7)]) },
    now: t0 + 3 * minute,
  })
}

it('takes a tag that moved there and back between two looks for news', () => {
  const decision = wentAndCame(t0 + minute, t0 + 2 * minute)
  expect(calls(decision).map((call) => call.release.images['app']?.digest)).toEqual([digest(1)])
  expect(told(decision)).toEqual(['not-deployed: live was pushed and not deployed: live names another image by now'])
  expect(decision.next.mark).toEqual(live(1, t0 + 2 * minute))
})

it.each([
  ['moved there before the mark was pushed', t0 - minute, t0 + minute],
  ['moved there in the second of the mark', t0, t0 + minute],
  ['moved there after it had come back', t0 + 2 * minute, t0 + minute],
])('takes no late event for news: the tag %s', (_what, there, back) => {
  const decision = wentAndCame(there, back)
  expect(calls(decision)).toEqual([])
  expect(decision.next.mark).toEqual(live(1))
})

it('names a deployment anew each time a sweep finds the tag moved back', () => {
  const back = aRecord({ mark: live(2), settledOn: release(2) })
  const ask = { record: back, policy: exact, platform: aView([aRollout(2)]), registry: live(1, t0 - minute) }
  const ids = [t0 + minute, t0 + 90 * minute].map((now) => calls(decideIn({ ...ask, now }))[0]?.deploymentId)
  expect(new Set(ids).size).toBe(2)
})

it('fails at once what the registry no longer has', () => {
  const record = aRecord({ mark: live(2), pending: aPending(2, { images: { app: { ...image(2), tag: 'live' } } }) })
  const decision = decideIn({ record, policy: exact, platform, registry: { app: null }, unchecked: true })
  expect(told(decision)).toEqual([`failed: nothing was changed: the tag live of ${repository} is gone`])
})

it('waits in the inbox while the registry cannot say what an exact tag names', () => {
  const decision = decideIn({
    record: aRecord(),
    policy: exact,
    facts: [aPush(2, { tag: 'live' })],
    platform,
    registry: throttled,
  })
  expect(decision.done).toEqual([])
})

it('asks not twice for an image that is being rolled out under another tag', () => {
  const twin = aPush(2, { id: 'twin', tag: 'main-latest', at: t0 + second })
  const decision = decideIn({
    record: rollingRecord(2),
    facts: [twin],
    platform: aView([aRollout(2, inProgress), draining]),
  })
  expect(phaseOf(decision)).toBe('rolling')
  expect(decision.effects).toEqual([])
  expect(decision.next.pending).toBeUndefined()
})

it('goes on with the rollout when the newer push may not start', () => {
  const held = { digests: { app: digest(3) }, at: t0, deploymentId: 'd3', why: 'it crashed' }
  const record = rollingRecord(2, {}, { holds: [held] })
  const facts = [aPush(3, { at: t0 + minute })]
  const decision = decideIn({ record, facts, platform: aView([aRollout(2, inProgress), draining]) })
  expect(phaseOf(decision)).toBe('rolling')
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: on hold since d3 (it crashed); push another image or resume',
  ])
})

it('goes on with the rollout while the target is stopped, and tells once', () => {
  const record = rollingRecord(2, {}, { stopped: { at: t0, by: 'ann' } })
  const view = aView([aRollout(2, inProgress), draining])
  const decision = decideIn({ record, facts: [aPush(3, { at: t0 + minute })], platform: view })
  expect(phaseOf(decision)).toBe('rolling')
  expect(told(decision)).toHaveLength(1)
  expect(told(decideIn({ record: { ...decision.next, outbox: [] }, platform: view, now: t0 + 2 * minute }))).toEqual([])
})

it('recalls a start behind a stop once a day', () => {
  const stopped = aRecord({ pending: aPending(2), stopped: { at: t0, by: 'ann' } })
  const first = decideIn({ record: stopped, platform })
  const day = 24 * 60 * minute
  const nextDay = decideIn({ record: { ...first.next, outbox: [] }, platform, now: t0 + day + minute })
  expect(told(nextDay)).toEqual(['waiting: a start has been waiting for 1 d: api is paused by ann'])
  expect(told(decideIn({ record: { ...nextDay.next, outbox: [] }, platform, now: t0 + day + 9 * minute }))).toEqual([])
})

it('carries on what an overtaken deployment had not finished, through several', () => {
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const proxy = (n: number) => image(n, proxyRepository)
  const stable = { images: { app: image(1), proxy: proxy(1) }, carrier: 'td:1' }
  const both = (app: number, other: number) => ({ app: digest(app), proxy: digest(other) })
  const marks = { ...aRecord().mark, proxy: { tag: 'main-1', digest: digest(1), pushedAt: t0 - minute } }
  const start = { ...aRecord({ mark: marks, ledger: [entry(1, { release: stable })], settledOn: stable }) }
  const push = (n: number) => aPush(n, { repository: proxyRepository, at: t0 + n * second })
  const settled = { ...draining, digests: both(1, 1) }
  const first = decideIn({
    record: start,
    policy,
    facts: [aPush(2)],
    platform: aView([{ ...settled, leading: true }]),
  })
  const second_ = decideIn({
    record: first.next,
    policy,
    facts: [push(3)],
    platform: aView([aRollout(2, { ...inProgress, digests: both(2, 1) }), settled]),
  })
  const third = decideIn({
    record: second_.next,
    policy,
    facts: [push(4)],
    platform: aView([aRollout(3, { ...inProgress, digests: both(2, 3) }), settled]),
  })
  expect(calls(third).map((call) => call.release.images)).toEqual([{ app: image(2), proxy: proxy(4) }])
})

const settling = aPolicy({ settleMs: 5 * minute })
const baking = aPolicy({ bakeMs: 30 * minute })
const replacedNotice = 'not-deployed: main-2 was pushed and not deployed: main-3 is newer'

it.each([
  ['the quiet time', aRecord({ pending: aPending(2) }), settling, platform, [replacedNotice]],
  [
    'a stop',
    aRecord({ pending: aPending(2, { stopped: { since: t0, told: 1 } }), stopped: { at: t0, by: 'ann' } }),
    aPolicy(),
    platform,
    [replacedNotice, 'not-deployed: pushed and not deployed: api is paused by ann; goes out on resume'],
  ],
  [
    'the slot behind what is being proven',
    provingRecord(9, { policy: baking }, { pending: aPending(2) }),
    baking,
    aView([aRollout(9)]),
    [replacedNotice],
  ],
] as const)('tells a push that a newer one took its place in %s', (_where, record, policy, view, notices) => {
  const mark = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 } }
  const push = aPush(3, { at: t0 + second })
  const decision = decideIn({ record: { ...record, mark }, policy, facts: [push], platform: view })
  expect(told(decision)).toEqual(notices)
  expect(decision.next.pending?.images['app']?.digest).toBe(digest(3))
})

it('tells nothing when a push merely adds another container, or the same image another tag', () => {
  const policy = aPolicy({
    settleMs: 5 * minute,
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const marks = { app: { tag: 'main-2', digest: digest(2), pushedAt: t0 }, proxy: null }
  const record = aRecord({ pending: aPending(2), mark: marks })
  const facts = [
    aPush(3, { repository: proxyRepository, at: t0 + second }),
    aPush(2, { id: 'twin', tag: 'main-latest', at: t0 + second }),
  ]
  const decision = decideIn({ record, policy, facts, platform })
  expect(told(decision)).toEqual([])
  expect(Object.keys(decision.next.pending?.images ?? {})).toEqual(['app', 'proxy'])
})
