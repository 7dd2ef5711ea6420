import { expect, it } from '@jest/globals'
import { ownRollout, withIntent, withSight } from '../../shared/domain/attempt.ts'
import { deathsOf, withEvidence } from '../../shared/domain/evidence.ts'
import { withHold, withHoldOn } from '../../shared/domain/hold.ts'
import { waysBack } from '../../shared/domain/ledger.ts'
import { passesByItself } from '../../shared/domain/observation.ts'
import { ourCarrier, withCalled, withOurs } from '../../shared/domain/ours.ts'
import { announced, announcedImages } from '../../shared/domain/outbox.ts'
import { noted } from '../../shared/domain/timeline.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  evidence,
  exactPolicy,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  release,
  second,
  t0,
  told,
} from './a-world.ts'

function many<T>(length: number, one: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => one(n))
}

const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _call, ...uncalled } = unanswered

it('remembers when it first called, when last, how often, and what led before', () => {
  const first = withIntent(uncalled, t0 + minute, aRollout(1))
  expect(first).toMatchObject({ intent: { at: t0 + minute, lastAt: t0 + minute, calls: 1 }, replaced: 'rollout-1' })
  const second_ = withIntent(first, t0 + 2 * minute, aRollout(7))
  expect(second_).toMatchObject({
    intent: { at: t0 + minute, lastAt: t0 + 2 * minute, calls: 2 },
    replaced: 'rollout-1',
  })
  const anew = withIntent(anAttempt(2, { refusal: 'no', died: ['x'] }), t0 + 3 * minute, undefined)
  expect(anew.intent).toEqual({ at: t0 + 3 * minute, lastAt: t0 + 3 * minute, calls: 2 })
  for (const gone of ['rollout', 'refusal', 'died', 'replaced', 'base']) expect(anew).not.toHaveProperty(gone)
})

it('counts its patience anew after a refused call only, and keeps how many ran', () => {
  const progress = { running: 1, at: t0 }
  const refused = { ...unanswered, progress, intent: { at: t0, lastAt: t0, calls: 1, refused: true } }
  expect(withIntent(refused, t0 + minute, undefined).progress).toEqual({ running: 1, at: t0 + minute })
  expect(withIntent(refused, t0 + minute, undefined).intent).not.toHaveProperty('refused')
  expect(withIntent({ ...unanswered, progress }, t0 + minute, undefined).progress).toEqual(progress)
})

it('keeps the first revision of infrastructure that it replaced', () => {
  const based = withIntent(uncalled, t0, undefined, 'td:infra')
  expect(based.base).toBe('td:infra')
  expect(withIntent(based, t0 + minute, undefined, 'td:other').base).toBe('td:infra')
})

it.each([
  ['created two seconds before the call, by another clock', { createdAt: t0 - 2 * second }, {}, true],
  ['created earlier', { createdAt: t0 - 2 * second - 1 }, {}, false],
  ['that runs other images', { digests: { app: digest(9) } }, {}, false],
  ['that led before the call, of an age nobody knows', {}, { replaced: 'rollout-2' }, false],
])('before the answer takes for its own a rollout %s: %#', (_what, more, attempt, isOwn) => {
  const rollout = aRollout(2, more)
  expect(ownRollout({ ...unanswered, ...attempt }, aView([rollout]), {})).toEqual(isOwn ? rollout : undefined)
  expect(ownRollout({ ...uncalled, ...attempt }, aView([rollout]), {})).toBeUndefined()
})

it('takes nothing but the answer for its own after that', () => {
  expect(ownRollout(anAttempt(2), aView([aRollout(2, { id: 'other' })]), {})).toBeUndefined()
})

it('takes another stage for progress, and the same one for none', () => {
  const before = anAttempt(2, { progress: { running: 2, stage: 'CANARY', at: t0 } })
  const seen = (stage?: string) => {
    const own = aRollout(2, stage === undefined ? {} : { stage })
    return withSight(before, aView([own]), own).progress
  }
  expect(seen('CANARY')).toEqual({ running: 2, stage: 'CANARY', at: t0 })
  expect(seen('BAKE_TIME')).toEqual({ running: 2, stage: 'BAKE_TIME', at: t0 + minute })
})

it('remembers what the newest twenty died of, and counts two hundred more of its own rollout', () => {
  const deaths = (from: number, to: number) =>
    many(to - from, (n) => evidence(from + n, 2, { task: `task-of-service-${from + n}` }))
  const many_ = withEvidence(anAttempt(2), deaths(100, 130))
  expect(many_.evidence).toEqual(deaths(110, 130))
  expect(many_.died).toEqual(many(10, (n) => `ervice-${100 + n}`))
  expect(deathsOf(many_, 'rollout-2')).toBe(30)
  expect(deathsOf(many_, 'rollout-1')).toBe(0)
  const most = withEvidence(many_, deaths(130, 400))
  expect(most.died).toHaveLength(200)
  expect(deathsOf(most, 'rollout-2')).toBe(220)
  const unknown = withEvidence(unanswered, deaths(100, 130))
  expect(unknown.evidence).toEqual(deaths(110, 130))
  expect(unknown).not.toHaveProperty('died')
  expect(withEvidence(anAttempt(2), deaths(1, 2))).not.toHaveProperty('died')
})

it('holds the whole release where nothing changed, nothing where nothing is named, and nothing twice', () => {
  const held = withHold(aRecord(), aDeployment(2, { changed: [] }), 'it crashed', t0)
  expect(held.holds).toEqual([{ digests: { app: digest(2) }, at: t0, deploymentId: 'deployment-2', why: 'it crashed' }])
  const about = { at: t0 + 1, deploymentId: 'd9', why: 'again' }
  expect(withHoldOn(held, release(2), ['app'], about).holds).toEqual([{ digests: { app: digest(2) }, ...about }])
  expect(withHoldOn(held, release(2), ['proxy'], about)).toBe(held)
})

it('goes back to nothing that is on hold, nor to what it comes from', () => {
  const hold = { digests: { app: digest(1) }, at: t0, deploymentId: 'd1', why: 'it crashed' }
  const record = aRecord({ ledger: [entry(2), entry(1), entry(0)], holds: [hold] })
  expect(waysBack(record, release(2)).map((way) => way.release)).toEqual([release(0)])
  expect(waysBack(record, release(0)).map((way) => way.release)).toEqual([release(2)])
})

it.each([
  ['throttled', true],
  ['unavailable', true],
  ['gone', false],
  ['denied', false],
  ['unsupported', false],
  ['invalid', false],
] as const)('knows whether trouble passes by itself: %s', (cause, passes) => {
  expect(passesByItself({ kind: 'problem', cause, message: 'm' })).toBe(passes)
})

it('remembers each carrier once, the newest first, and what infrastructure had there', () => {
  const mine = { carrier: 'td:1', deploymentId: 'd9', at: t0 }
  const other = { carrier: 'td:0', deploymentId: 'd0', at: t0 }
  const record = aRecord({ ours: [other, { ...mine, deploymentId: 'd1' }] })
  expect(withOurs(record, mine).ours).toEqual([mine, other])
  expect(ourCarrier('td:1', 'd9', anAttempt(2), t0)).toStrictEqual(mine)
  expect(ourCarrier('td:1', 'd9', anAttempt(2, { base: 'td:1' }), t0)).toStrictEqual(mine)
  expect(ourCarrier('td:1', 'd9', anAttempt(2, { base: 'td:0' }), t0)).toStrictEqual({ ...mine, base: 'td:0' })
})

it('remembers the last six calls', () => {
  let record = aRecord()
  for (let n = 0; n < 8; n += 1) record = withCalled(record, `d${n}`, anAttempt(2), t0 + n)
  expect(record.called?.map(({ deploymentId }) => deploymentId)).toEqual(['d7', 'd6', 'd5', 'd4', 'd3', 'd2'])
})

it('remembers which carrier a call named', () => {
  const [named] = withCalled(aRecord(), 'd2', anAttempt(1, { release: release(1) }), t0).called ?? []
  expect(named).toEqual({ deploymentId: 'd2', digests: { app: digest(1) }, carrier: 'td:1', at: t0 })
  const [unnamed] = withCalled(aRecord(), 'd2', anAttempt(2), t0).called ?? []
  expect(unnamed).toStrictEqual({ deploymentId: 'd2', digests: { app: digest(2) }, at: t0 })
})

it('drops as many of the oldest notices as there are too many', () => {
  const notice = (n: number) =>
    ({ kind: 'notice', notice: 'stuck', id: `n${n}`, target: 'api', at: t0, reason: 'r' }) as const
  const record = announced(aRecord({ outbox: many(24, notice) }), notice(24))
  expect(record.outbox.map(({ id }) => id)).toEqual(many(20, (n) => `n${n + 5}`))
})

it('announces an image without a tag as one without', () => {
  const { tag: _tag, ...untagged } = image(1)
  expect(announcedImages({ app: untagged })).toStrictEqual({ app: untagged })
})

it('notes the first thing that happens', () => {
  expect(noted(aDeployment(2, { timeline: [] }), t0, 'started').timeline).toEqual([{ at: t0, what: 'started' }])
})

it.each([
  ['exact live', exactPolicy],
  ['pattern ^main-', patternPolicy],
  ['semver >=1', { ...patternPolicy, tags: { kind: 'semver', range: '>=1' }, order: 'semver' }],
] as const)('remembers under what a mark was seen: %s', (followed, app) => {
  const { next } = decideIn({ record: aRecord(), policy: aPolicy({ containers: { app } }) })
  expect(next.followed).toEqual({ app: `${app.repository} ${followed}` })
})

it('takes another range of versions for a first sight', () => {
  const semver = (range: string) =>
    aPolicy({ containers: { app: { ...patternPolicy, tags: { kind: 'semver', range }, order: 'semver' } } })
  const { next } = decideIn({ record: aRecord(), policy: semver('>=1') })
  expect(decideIn({ record: next, policy: semver('>=1') }).next.mark).toEqual(next.mark)
  expect(decideIn({ record: next, policy: semver('>=2') }).next.mark).toEqual({})
})

it('names each thing that is told after what it is about', () => {
  const ids = (record: ReturnType<typeof aRecord>, now = t0 + minute) =>
    decideIn({ record, platform: aView([aRollout(1)]), now }).next.outbox.map(({ id }) => id)
  const hold = { digests: { app: digest(2) }, at: t0, deploymentId: 'd2', why: 'it crashed' }
  expect(ids(aRecord({ pending: aPending(2), holds: [hold] }))).toEqual(['api:not-deployed:held:push-2'])
  const stopped = { stopped: { at: t0, by: 'ann' } }
  const waits = aPending(2, { stopped: { since: t0, told: 1 } })
  const day = 24 * 60 * minute
  expect(ids(aRecord({ ...stopped, pending: aPending(2) }))).toEqual([`api:not-deployed:stopped:push-2:${t0 + minute}`])
  expect(ids(aRecord({ ...stopped, pending: waits }), t0 + 3 * day)).toEqual([`api:waiting:stopped:push-2:${t0}:3`])
  const trouble = { what: 'seeing', since: t0, count: 3, told: 0 } as const
  const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
  const lasting = decideIn({
    record: aRecord({ trouble, pending: aPending(2) }),
    platform: throttled,
    now: t0 + 60 * minute,
  })
  expect(lasting.next.outbox.map(({ id }) => id)).toEqual([`api:waiting:trouble:${t0}:1`])
})

it('says no more of a stop than is known', () => {
  const decision = decideIn({
    record: aRecord({ pending: aPending(2) }),
    platform: aView([aRollout(1)]),
    stackStop: { stopped: true },
  })
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: the whole stack is paused; goes out on resume',
  ])
})

it('looks first where it was not asked what a tag of another container names (force)', () => {
  const policy = aPolicy({
    mode: 'force',
    containers: { app: exactPolicy, proxy: { ...exactPolicy, repository: proxyRepository } },
  })
  const seen = { tag: 'live', digest: digest(1), pushedAt: t0 }
  const images = { app: { ...image(2), tag: 'live' } }
  const record = aRecord({
    mark: { app: { ...seen, digest: digest(2) }, proxy: seen },
    pending: aPending(2, { images }),
  })
  const platform = aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })])
  const decision = decideIn({ record, policy, platform, registry: { app: { ...seen, digest: digest(2) } } })
  expect([decision.reason, decision.wakeAt]).toEqual([
    'something is to start; what the tag live names is not known yet',
    t0 + minute,
  ])
})
