import { expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { LedgerEntry } from '../../shared/domain/record.ts'
import {
  aDeployment,
  anAttempt,
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
  inFlight,
  minute,
  patternPolicy,
  phaseOf,
  proxyRepository,
  release,
  revertingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

const proxyPolicy = { ...patternPolicy, repository: proxyRepository }
const withProxy = aPolicy({ containers: { app: patternPolicy, proxy: proxyPolicy } })

function both(app: number, proxy: number) {
  return { app: image(app), proxy: image(proxy, proxyRepository) }
}

function pair(app: number, proxy: number): LedgerEntry {
  return entry(app, { release: { images: both(app, proxy), carrier: `td:${app}` } })
}

const rollback = { kind: 'rollback', id: 'r', at: t0 + minute, by: 'ann', deploymentId: 'back' } as const

it('forgets a container that was taken out of the configuration, and calls nobody a usurper for it', () => {
  const record = aRecord({
    settledOn: pair(1, 7).release,
    ledger: [pair(1, 7), pair(1, 6), pair(0, 6)],
    holds: [
      { digests: { proxy: digest(8) }, at: t0, deploymentId: 'd8', why: 'it crashed' },
      { digests: { app: digest(9), proxy: digest(8) }, at: t0, deploymentId: 'd9', why: 'it crashed' },
    ],
    mark: { ...aRecord().mark, proxy: { tag: 'main-7', digest: digest(7), pushedAt: t0 } },
    unproven: { release: pair(1, 7).release, deploymentId: 'd1' },
  })
  const { next, effects } = decideIn({ record, platform: aView([aRollout(1)]) })
  expect(effects).toEqual([])
  expect(next.settledOn?.images).toEqual({ app: image(1) })
  expect(next.ledger.map((known) => known.release.images)).toEqual([{ app: image(1) }, { app: image(0) }])
  expect(next.holds.map((hold) => hold.digests)).toEqual([{ app: digest(9) }])
  expect(Object.keys(next.mark)).toEqual(['app'])
})

it.each(['rolling', 'proving'] as const)('completes while %s what another container was taken out of', (name) => {
  const goal = pair(2, 7).release
  const deployment = aDeployment(2, { goal, from: pair(1, 6).release, attempt: anAttempt(2, { release: goal }) })
  const state = name === 'rolling' ? { name, deployment } : { name, deployment, since: t0 }
  const decision = decideIn({ record: inFlight(state, { ledger: [pair(1, 6)] }), platform: aView([aRollout(2)]) })
  expect(told(decision)).toEqual(['succeeded: rolled out and proven'])
  expect(decision.next.ledger[0]?.release.images).toEqual({ app: image(2) })
})

it('goes back over a container that was taken out', () => {
  const to = pair(1, 7)
  const attempt = anAttempt(1, { release: to.release, rollout: { id: 'back', carrier: 'td:1', createdAt: t0 } })
  const record = revertingRecord(2, { to, attempt }, { ledger: [to] })
  const decision = decideIn({ record, platform: aView([aRollout(1, { id: 'back', createdAt: t0 })]) })
  expect(told(decision)).toEqual(['rolled-back: it crashed'])
})

it('chooses the way back anew when the chosen one says nothing of what is configured', () => {
  const to = entry(1, { release: { images: { proxy: image(1, proxyRepository) }, carrier: 'td:1' } })
  const record = revertingRecord(2, { to, attempt: anAttempt(1, { release: to.release }) }, { ledger: [to, entry(0)] })
  const decision = decideIn({ record, platform: aView([aRollout(2, { state: 'failed', running: 0 }), draining]) })
  expect(calls(decision).map((call) => call.release)).toEqual([release(0)])
})

it('cancels a deployment none of whose containers is configured any more', () => {
  const goal = { images: { proxy: image(2, proxyRepository) } }
  const deployment = aDeployment(2, { goal, attempt: anAttempt(2, { release: goal }) })
  const decision = decideIn({ record: inFlight({ name: 'rolling', deployment }), platform: aView([aRollout(1)]) })
  expect(told(decision)).toEqual([
    'cancelled: no container of it is in the configuration any more; what is on it was left as it is',
  ])
  expect(phaseOf(decision)).toBe('idle')
})

it('tells a push that its container was taken out before it could start', () => {
  const pending = aPending(3, { images: { proxy: image(3, proxyRepository) } })
  const decision = decideIn({ record: aRecord({ pending }), platform: aView([aRollout(1)]) })
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: the configuration ceased to follow it before it could start',
  ])
  expect(calls(decision)).toEqual([])
})

it('starts what is left of pushes when one of their containers was taken out', () => {
  const record = aRecord({ pending: aPending(3, { images: both(3, 3) }) })
  const decision = decideIn({ record, platform: aView([aRollout(1)]) })
  expect(calls(decision).map((call) => call.release.images)).toEqual([{ app: image(3) }])
})

it('learns from what runs what a container that was added runs with the proven release', () => {
  const record = aRecord({ ledger: [entry(1), entry(0)] })
  const platform = aView([aRollout(1, { carrier: 'td:infra', digests: { app: digest(1), proxy: digest(7) } })])
  const { next } = decideIn({ record, policy: withProxy, platform })
  const proxy = { repository: proxyRepository, digest: digest(7) }
  expect(next.ledger.map((known) => known.release)).toEqual([
    { images: { app: image(1), proxy }, carrier: 'td:infra' },
    release(0),
  ])
  expect(next.settledOn).toEqual({ images: { app: image(1), proxy }, carrier: 'td:infra' })
})

it('asks for the digests of a carrier of ours again when a container was added', () => {
  const resolved = { rollout: 'rollout-1', digests: { app: digest(1) } }
  const record = aRecord({ resolved })
  expect(Object.keys(needsOf(record, [], aPolicy(), t0).known)).toEqual(['td:1', 'rollout-1'])
  expect(needsOf(record, [], withProxy, t0).known).toEqual({})
})

it.each([
  ['by itself', revertingRecord(2, {}, { ledger: [entry(1)] }), []],
  ['for a person', aRecord({ ledger: [entry(2), entry(1)], settledOn: release(2) }), [rollback]],
])('goes back %s to nothing that was proven before a container was added', (_who, record, facts) => {
  const runs = {
    digests: { app: digest(2), proxy: digest(7) },
    ...(facts.length === 0 ? { state: 'failed' as const } : {}),
  }
  const decision = decideIn({ record, policy: withProxy, facts, platform: aView([aRollout(2, runs)]) })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([
    expect.stringMatching(
      /cannot (go|roll) back: main-1 was proven before the container proxy came to the configuration$/,
    ),
  ])
})

it('deploys a push after a container was added on top of what runs', () => {
  const marks = { ...aRecord().mark, proxy: { tag: 'main-7', digest: digest(7), pushedAt: t0 } }
  const decision = decideIn({
    record: aRecord({ mark: marks }),
    policy: withProxy,
    facts: [aPush(2, { at: t0 + second })],
    platform: aView([aRollout(1, { digests: { app: digest(1), proxy: digest(7) } })]),
  })
  expect(calls(decision).map((call) => call.release.images)).toEqual([both(2, 7)])
})

it('puts no stale write right with a release that says nothing of an added container', () => {
  const record = aRecord({ ours: [{ carrier: 'td:0', deploymentId: 'd0', at: t0 }] })
  const stale = aRollout(0, { createdAt: t0 + minute, digests: { app: digest(0), proxy: digest(7) } })
  const decision = decideIn({ record, policy: withProxy, platform: aView([stale]) })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([expect.stringMatching(/^usurped: /)])
})

const exact = aPolicy({ containers: { app: exactPolicy } })
const following = decideIn({
  record: aRecord({ mark: { app: null } }),
  policy: exact,
  platform: aView([aRollout(1)]),
}).next

it.each([
  ['tag', { ...exactPolicy, tags: { kind: 'exact', tag: 'main' } }],
  ['kind of tags', { ...exactPolicy, tags: { kind: 'semver', range: '>=1' }, order: 'semver' }],
  ['pattern', { ...exactPolicy, tags: { kind: 'pattern', source: '^v', shown: 'v*' }, order: 'pushed' }],
  ['repository', { ...exactPolicy, repository: proxyRepository }],
] as const)('takes another %s in the configuration for a first sight, and deploys nothing', (_what, app) => {
  const policy = aPolicy({ containers: { app } })
  expect(needsOf(following, [], policy, t0).registry).toEqual(['app'])
  const newest = { tag: '1.0.5', digest: digest(5), pushedAt: t0 }
  const ask = { record: following, policy, platform: aView([aRollout(1)]) }
  const { next, effects } = decideIn({ ...ask, registry: { app: newest } })
  expect({ effects, mark: next.mark }).toEqual({ effects: [], mark: { app: newest } })
  expect(decideIn({ ...ask, record: next, registry: { app: newest } }).effects).toEqual([])
  expect(
    calls(
      decideIn({
        ...ask,
        record: next,
        registry: { app: { ...newest, digest: digest(6), tag: 'v6', pushedAt: t0 + minute } },
      }),
    ),
  ).toHaveLength(app.tags.kind === 'semver' ? 0 : 1)
})

it('starts no push that the configuration ceased to follow', () => {
  const record = { ...following, pending: aPending(3), mark: { app: { tag: 'live', digest: digest(3), pushedAt: t0 } } }
  const decision = decideIn({ record, policy: aPolicy(), platform: aView([aRollout(1)]) })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([
    'not-deployed: pushed and not deployed: the configuration ceased to follow it before it could start',
  ])
})
