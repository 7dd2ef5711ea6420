import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import { needsOf } from '../../shared/domain/needs.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
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
  exactPolicy,
  image,
  minute,
  phaseOf,
  proxyRepository,
  revertingRecord,
  rollingRecord,
  t0,
  told,
} from './a-world.ts'

const policy = aPolicy({ mode: 'force', containers: { app: exactPolicy } })

function live(n: number) {
  return { app: { tag: 'live', digest: digest(n), pushedAt: t0 + 10 * minute } }
}

const infra = { carrier: 'td:infra' }
const broken = aView([aRollout(2, { ...infra, state: 'failed', running: 0 })])
const pinned = aRollout(1, { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute })

/** Going back has been called from image 2 under infrastructure's carrier; nothing is known of an answer. */
function goingBack(): TargetRecord {
  const record = revertingRecord(
    2,
    {},
    { ours: [], ledger: [entry(1, { release: { images: entry(1).release.images, ...infra } })] },
    { policy },
  )
  return decideIn({ record, policy, platform: broken }).next
}

function nextPush(record: TargetRecord, leading = pinned) {
  const at = t0 + 10 * minute
  const push = aPush(3, { tag: 'live', at })
  return decideIn({
    record: { ...record, outbox: [] },
    policy,
    facts: [push],
    registry: live(3),
    platform: aView([leading], { at }),
    now: at,
  })
}

it('starts the next push from the revision of infrastructure, whoever died before hearing of the pinned copy', () => {
  const seen = aView([{ ...pinned, madeBy: 'deployment-2' }], { at: t0 + 3 * minute })
  const back = decideIn({ record: goingBack(), policy, platform: seen, now: t0 + 3 * minute })
  expect(phaseOf(back)).toBe('idle')
  expect(calls(nextPush(back.next))).toMatchObject([{ kind: 'apply', base: 'td:infra' }])
})

it('starts the next push from the revision of infrastructure when the call was answered', () => {
  const answer = { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute }
  const answered = acknowledge(
    goingBack(),
    [{ kind: 'applied', deploymentId: 'deployment-2', rollout: answer }],
    t0 + minute,
  )
  const back = decideIn({ record: answered, policy, platform: aView([pinned]), now: t0 + 3 * minute })
  expect(calls(nextPush(back.next))).toMatchObject([{ kind: 'apply', base: 'td:infra' }])
})

it('leaves a revision that infrastructure put there meanwhile in its place', () => {
  const answer = { id: 'pinned', carrier: 'td:pinned', createdAt: t0 + minute }
  const answered = acknowledge(
    goingBack(),
    [{ kind: 'applied', deploymentId: 'deployment-2', rollout: answer }],
    t0 + minute,
  )
  const back = decideIn({ record: answered, policy, platform: aView([pinned]), now: t0 + 3 * minute })
  const [call] = calls(nextPush(back.next, { ...pinned, id: 'apply', carrier: 'td:infra-2' }))
  expect(call).toMatchObject({ kind: 'apply' })
  expect(call).not.toHaveProperty('base')
})

it('takes no revision of infrastructure for a copy of ours after restarting it', () => {
  const record = aRecord({ mark: live(1), ours: [] })
  const platform = aView([aRollout(1, infra)])
  const started = decideIn({ record, policy, facts: [aPush(2, { tag: 'live' })], registry: live(2), platform })
  const [call] = calls(started)
  const answer = { id: 'rollout-2', ...infra, createdAt: t0 + minute }
  const answered = acknowledge(
    started.next,
    [{ kind: 'applied', deploymentId: call?.deploymentId ?? '', rollout: answer }],
    t0,
  )
  expect(answered.ours).toEqual([{ ...infra, deploymentId: call?.deploymentId, at: t0 }])
})

const proxyPolicy = { ...exactPolicy, repository: proxyRepository }
const two = aPolicy({ mode: 'force', containers: { app: exactPolicy, proxy: proxyPolicy } })
const onePair = { images: { app: image(1), proxy: image(1, proxyRepository) }, ...infra }
const resting = aRecord({
  mark: { ...live(1), proxy: live(1).app },
  ledger: [entry(1, { release: onePair })],
  settledOn: onePair,
  ours: [],
})
const running = aView([aRollout(1, { ...infra, digests: { app: digest(1), proxy: digest(1) } })])
const held = { digests: { proxy: digest(9) }, at: t0, deploymentId: 'd9', why: 'it crashed' }
const push = aPush(2, { tag: 'live' })

function pairSeen(app: number, proxy: number) {
  return { app: live(app).app, proxy: live(proxy).app }
}

it('fails by name, before anything is called, when another tag names an image on hold', () => {
  const record = { ...resting, mark: pairSeen(1, 9), holds: [held] }
  const registry = pairSeen(2, 9)
  const decision = decideIn({ record, policy: two, facts: [push], registry, platform: running })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([
    `failed: nothing was changed: in force mode the platform resolves tags, and live of ${proxyRepository} names 000000000000, which is on hold here; it must name 000000000000 first`,
  ])
})

it('deploys an image that another tag names by now along with the push', () => {
  const decision = decideIn({
    record: resting,
    policy: two,
    facts: [push],
    registry: pairSeen(2, 3),
    platform: running,
  })
  expect(calls(decision).map((call) => Object.values(call.release.images).map((one) => one.digest))).toEqual([
    [digest(2), digest(3)],
  ])
})

it('looks at every tag before a start', () => {
  expect(needsOf(resting, [push], two, t0).registry).toEqual(['app', 'proxy'])
  const decision = decideIn({ record: resting, policy: two, facts: [push], registry: live(2), platform: running })
  expect(calls(decision)).toEqual([])
  expect(decision.wakeAt).toBe(t0 + minute)
  expect(needsOf(decision.next, [], two, t0).registry).toEqual(['app', 'proxy'])
})

it.each([
  ['names another image', live(1), /^refused: .* and live of .* names 000000000000; it must name 000000000000 first$/],
  ['is gone', { app: null }, /^refused: .* and live of .* is gone; it must name 000000000000 first$/],
])('refuses a redeploy of an image when the tag %s', (_why, registry, reason) => {
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again', image: image(5) } as const
  const record = aRecord({ mark: live(1), ours: [] })
  const decision = decideIn({ record, policy, facts: [redeploy], registry, platform: aView([aRollout(1, infra)]) })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([expect.stringMatching(reason)])
})

it.each([
  ['refused', 'denied'],
  ['trouble', 'throttled'],
] as const)('is %s while the registry is %s', (outcome, cause) => {
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again' } as const
  const registry = { kind: 'problem', cause, message: 'not now' } as const
  const decision = decideIn({
    record: aRecord(),
    policy,
    facts: [redeploy],
    registry,
    platform: aView([aRollout(1, infra)]),
  })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual(outcome === 'refused' ? ['refused: not now'] : [])
})

it('starts a pinned copy anew as it is, whatever the tag names', () => {
  const record = aRecord({
    mark: live(2),
    ours: [{ carrier: 'td:pinned', deploymentId: 'd2', at: t0, base: 'td:infra' }],
  })
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again' } as const
  const decision = decideIn({ record, policy, facts: [redeploy], registry: live(2), platform: aView([pinned]) })
  expect(calls(decision)).toMatchObject([{ release: { carrier: 'td:pinned' }, force: true }])
})

it.each([
  [
    'that is pinned remembers what infrastructure had there (force)',
    'force',
    { images: { app: image(2) }, carrier: 'td:2' },
    'td:infra',
  ],
  [
    'that is not pinned takes nothing of infrastructure away (force)',
    'force',
    { images: { app: image(2) } },
    undefined,
  ],
  [
    'that is pinned has nothing of infrastructure to remember',
    'revision',
    { images: { app: image(2) }, carrier: 'td:2' },
    undefined,
  ],
] as const)('a release %s', (_what, mode, goal, base) => {
  const attempt = {
    release: goal,
    force: false,
    progress: { running: 0, at: t0 },
    seenAt: t0,
    evidence: [],
    everHealthy: false,
  }
  const record = rollingRecord(2, { policy: aPolicy({ mode }), goal, attempt }, { ours: [] })
  const { next } = decideIn({ record, policy: aPolicy({ mode }), platform: aView([aRollout(1, infra)]) })
  expect('deployment' in next.state && next.state.deployment.attempt).toMatchObject({ intent: { calls: 1 } })
  expect('deployment' in next.state && next.state.deployment.attempt.base).toBe(base)
})
