import { expect, it } from '@jest/globals'
import { decide } from '../../shared/domain/decide.ts'
import type { ResumeFact, RollbackFact } from '../../shared/domain/fact.ts'
import { releaseKey } from '../../shared/domain/release.ts'
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
  provingRecord,
  proxyRepository,
  release,
  revertingRecord,
  rollingRecord,
  second,
  stuckRecord,
  t0,
  told,
} from './a-world.ts'

const platform = aView([aRollout(1)])
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const

function rollback(more: Partial<RollbackFact> = {}): RollbackFact {
  return { kind: 'rollback', id: 'r1', at: t0 + minute, by: 'ann', deploymentId: 'back', ...more }
}

const resume: ResumeFact = { kind: 'resume', id: 'go', at: t0 + minute, by: 'ann' }

const ledger = [entry(2), entry(1), entry(0)]
const onTwo = aRecord({ ledger, settledOn: release(2) })
const two = aView([aRollout(2)])

it.each([
  ['the newest that is not running', {}, [], 'main-1'],
  ['an older one when the newest is gone', {}, [1], 'main-0'],
  ['the one named', { to: digest(0) }, [], 'main-0'],
])('rolls back to %s', (_which, more, gone, tag) => {
  const decision = decideIn({ record: onTwo, facts: [rollback(more)], platform: two, gone })
  expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual([tag])
  expect(decision.next.holds.map((hold) => hold.digests)).toEqual([{ app: digest(2) }])
})

it.each([
  ['is not in the ledger', { to: digest(9) }, [], /is not in the ledger/],
  ['is gone', { to: digest(0) }, [0], /cannot roll back: the image is gone/],
  ['runs already', { to: digest(2) }, [], /runs already/],
])('refuses a rollback to what %s', (_why, more, gone, reason) => {
  const decision = decideIn({ record: onTwo, facts: [rollback(more)], platform: two, gone })
  expect(phaseOf(decision)).toBe('idle')
  expect(told(decision)).toEqual([expect.stringMatching(reason)])
})

it('refuses a rollback without anything proven, whether or not the registry was asked', () => {
  const decision = decideIn({
    record: aRecord({ ledger: [] }),
    facts: [rollback()],
    platform: aView([aRollout(1)]),
    unchecked: true,
  })
  expect(told(decision)).toEqual(['refused: cannot roll back: the ledger holds no other proven release'])
})

it('goes on with a rollout when the rollback has nowhere to go', () => {
  const record = rollingRecord(2, {}, { ledger: [] })
  const decision = decideIn({ record, facts: [rollback()], platform: aView([aRollout(2, inProgress)]) })
  expect(phaseOf(decision)).toBe('rolling')
  expect(decision.next.holds).toEqual([])
})

it.each([
  ['rolling', rollingRecord(2, {}, { ledger: [entry(1), entry(0)] })],
  ['proving', provingRecord(2, { policy: aPolicy({ bakeMs: 9 * minute }) })],
])('cancels for a rollback while %s', (_phase, record) => {
  const decision = decideIn({ record, facts: [rollback()], platform: aView([aRollout(2, inProgress), draining]) })
  expect(told(decision)).toEqual(['cancelled: a rollback was asked for'])
  expect(calls(decision).map((call) => `${call.deploymentId} ${call.release.images['app']?.tag}`)).toEqual([
    'back main-1',
  ])
})

it('refuses a rollback while going back', () => {
  const decision = decideIn({
    record: revertingRecord(),
    facts: [rollback()],
    platform: aView([aRollout(2, inProgress)]),
  })
  expect(told(decision)).toEqual(['refused: the target is going back already'])
})

it('redeploys what runs under a new rollout', () => {
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'ann', deploymentId: 'again' } as const
  const decision = decideIn({ record: aRecord(), facts: [redeploy], platform })
  expect(calls(decision)).toEqual([
    { kind: 'apply', deploymentId: 'again', release: release(1), force: true, again: false },
  ])
})

it('tells a push that a command took its place', () => {
  const record = aRecord({ pending: aPending(3), state: { name: 'waiting', since: t0, why: 'trouble' } })
  const decision = decideIn({ record: { ...record, ledger }, facts: [rollback()], platform: two })
  expect(told(decision)).toContain(
    'not-deployed: pushed and not deployed: a rollback was asked for by ann before it could start',
  )
})

it('tells a command that a push took its place', () => {
  const command = aPending(9, { command: { kind: 'rollback' }, images: {} })
  const record = revertingRecord(2, {}, { pending: command })
  const decision = decideIn({ record, facts: [aPush(3, { at: t0 + minute })], platform: throttled })
  expect(told(decision)).toEqual(['refused: not started: main-3 was pushed before it could begin'])
})

it('lifts holds on resume and starts what they kept back', () => {
  const held = { digests: { app: digest(1) }, at: t0, deploymentId: 'd1', why: 'it crashed' }
  const record = aRecord({ holds: [held], stopped: { at: t0, by: 'ann' }, ledger: [entry(0)], settledOn: release(0) })
  const decision = decideIn({ record, facts: [resume], platform: aView([aRollout(0)]) })
  expect(decision.next.holds).toEqual([])
  expect(decision.next.stopped).toBeUndefined()
  expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual(['main-1'])
})

it('keeps on hold what is being reverted when somebody resumes', () => {
  const decision = decideIn({ record: revertingRecord(), facts: [resume], platform: throttled })
  expect(decision.next.holds).toHaveLength(1)
  expect(decision.next.pending).toBeUndefined()
})

it('starts what was held when somebody resumes a stuck target', () => {
  const held = { digests: { app: digest(2) }, at: t0, deploymentId: 'deployment-2', why: 'it crashed' }
  const decision = decideIn({
    record: stuckRecord(2, { holds: [held] }),
    facts: [resume],
    platform: aView([aRollout(2, { state: 'failed', running: 0 })]),
  })
  expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual(['main-2'])
})

it('refuses a redeploy while stopped and starts a rollback all the same', () => {
  const record = { ...onTwo, stopped: { at: t0, by: 'ann' } }
  const redeploy = { kind: 'redeploy', id: 'x', at: t0, by: 'bob', deploymentId: 'again' } as const
  expect(told(decideIn({ record, facts: [redeploy], platform: two }))).toEqual([
    'refused: not started: api is paused by ann; resume first',
  ])
  expect(calls(decideIn({ record, facts: [rollback()], platform: two }))).toHaveLength(1)
})

it('looks again when it is not known whether a wanted release is usable', () => {
  const candidates = [{ release: releaseKey(release(1)), usable: false, why: 'the image is gone' }]
  const { next, effects, wakeAt } = decide({
    record: onTwo,
    policy: aPolicy(),
    facts: [rollback({ to: digest(0) })],
    observation: { platform: two, candidates, stackStop: { stopped: false } },
    now: t0 + minute,
  })
  expect({ effects, wakeAt, command: next.pending?.command }).toEqual({
    effects: [],
    wakeAt: t0 + minute,
    command: { kind: 'rollback', to: digest(0) },
  })
})

const { rollout: _answer, ...calledOnly } = anAttempt(2)
const early = aView([aRollout(1)], { at: t0 })

it.each([
  ['the platform does not show it yet', { attempt: calledOnly }, aView([aRollout(1)])],
  ['the view is older than the call', {}, early],
])('rolls back from what was called although %s', (_why, deployment, view) => {
  const record = rollingRecord(2, deployment, { ledger: [entry(1), entry(0)] })
  const decision = decideIn({ record, facts: [rollback()], platform: view })
  expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual(['main-1'])
  expect(decision.next.holds.map((hold) => hold.digests)).toEqual([{ app: digest(2) }])
  expect(decision.next.state).toMatchObject({ deployment: { from: { images: { app: image(2) } }, changed: ['app'] } })
})

it('redeploys what was called although the platform does not show it yet', () => {
  const redeploy = { kind: 'redeploy', id: 'x', at: t0 + minute, by: 'ann', deploymentId: 'again' } as const
  const again = decideIn({ record: rollingRecord(2), facts: [redeploy], platform: early })
  expect(calls(again).map((call) => call.release)).toEqual(
    [release(2)].map(({ carrier }) => ({ images: { app: image(2) }, carrier })),
  )
  expect(again.next.state).toMatchObject({ deployment: { changed: ['app'] } })
})

it('redeploys what runs while what is in progress was not called yet', () => {
  const { intent: _none, ...uncalled } = calledOnly
  const redeploy = { kind: 'redeploy', id: 'x', at: t0 + minute, by: 'ann', deploymentId: 'again' } as const
  const decision = decideIn({ record: rollingRecord(2, { attempt: uncalled }), facts: [redeploy], platform })
  expect(calls(decision).map((call) => call.release)).toEqual([release(1)])
})

it('takes what was called from, not what an old view shows, when a tag moves back', () => {
  const policy = aPolicy({ containers: { app: exactPolicy } })
  const mark = { app: { tag: 'live', digest: digest(2), pushedAt: t0 } }
  const registry = { app: { tag: 'live', digest: digest(1), pushedAt: t0 } }
  const decision = decideIn({ record: rollingRecord(2, {}, { mark }), policy, registry, platform: early })
  expect(calls(decision).map((call) => call.release.images['app']?.digest)).toEqual([digest(1)])
})

it('holds the changed pairs of what a rollback cancels, and no more', () => {
  const proxy = (n: number) => image(n, proxyRepository)
  const policy = aPolicy({
    containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
  })
  const pair = (n: number, other: number) => ({ images: { app: image(n), proxy: proxy(other) }, carrier: `td:${n}` })
  const record = rollingRecord(
    2,
    { goal: pair(2, 1), from: pair(1, 1), attempt: { ...calledOnly, release: pair(2, 1) } },
    { ledger: [entry(1, { release: pair(1, 1) }), entry(0, { release: pair(0, 0) })] },
  )
  const view = aView([aRollout(1, { digests: { app: digest(1), proxy: digest(1) } })])
  const { next } = decideIn({ record, policy, facts: [rollback({ to: digest(0) })], platform: view })
  expect(next.holds.map((hold) => hold.digests)).toEqual([{ app: digest(2) }])
})

it.each([
  ['rolling', aRollout(1, { id: 'again', state: 'failed', running: 0, createdAt: t0 + second })],
  ['proving', aRollout(1, { id: 'again', running: 1, createdAt: t0 + second })],
] as const)('blames no image and goes nowhere when a redeploy of what runs fails while %s', (name, leading) => {
  const attempt = anAttempt(1, {
    release: release(1),
    force: true,
    progress: { running: 2, at: t0 },
    rollout: { id: 'again', carrier: 'td:1', createdAt: t0 },
  })
  const deployment = aDeployment(1, { goal: release(1), changed: [], attempt })
  const state = name === 'rolling' ? { name, deployment } : { name, deployment, since: t0 }
  const record = inFlight(state, { ledger: [entry(1), entry(0)] })
  const late = t0 + 21 * minute
  const decision = decideIn({ record, platform: aView([leading, draining], { at: late }), now: late })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual([
    expect.stringMatching(
      /^failed: there is nothing to go back to: the images that ran before were started anew and failed \(/,
    ),
  ])
  expect(decision.next).toMatchObject({ holds: [], settledOn: { images: release(1).images }, state: { name: 'idle' } })
  expect(decision.next.outbox).toMatchObject([{ deployment: { broken: true } }])
  expect(decision.next.ledger.map((known) => known.release)).toEqual([release(1), release(0)])
})
