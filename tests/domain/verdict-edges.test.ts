import { expect, it } from '@jest/globals'
import type { Rollout } from '../../shared/domain/observation.ts'
import type { Attempt } from '../../shared/domain/record.ts'
import { breakerThreshold, type Verdict, verdictOn } from '../../shared/domain/verdict.ts'
import { anAttempt, aPolicy, aRecord, aRollout, aView, evidence, minute, t0 } from './a-world.ts'

const now = t0 + minute

function judge(
  rollouts: readonly Rollout[],
  more: { attempt?: Attempt; mode?: 'force'; at?: number; desired?: number } = {},
): Verdict {
  const { attempt = anAttempt(2), mode = 'revision', at = now, desired = 2 } = more
  const view = aView(rollouts, { at, desired })
  return verdictOn({ attempt, view, record: aRecord(), policy: aPolicy({ mode }), deploymentId: 'deployment-2', now })
}

function unresolved(more: Partial<Rollout> = {}): Rollout {
  const { digests: _unknown, ...rest } = aRollout(2, more)
  return rest
}

it('believes its own rollout even in a view older than the newest call', () => {
  const attempt = anAttempt(2, { intent: { at: t0, lastAt: now, calls: 2 } })
  expect(judge([aRollout(2)], { attempt, at: now - 1 }).kind).toBe('rolled-out')
})

it('needs the digests of what completed', () => {
  expect(judge([unresolved()])).toEqual({ kind: 'unresolved', own: unresolved() })
  expect(judge([unresolved()], { mode: 'force' }).kind).toBe('unresolved')
  expect(judge([unresolved({ desired: 0 })], { desired: 0 }).kind).toBe('unresolved')
})

it('needs no digests where the platform resolves a tag only once something runs', () => {
  const own = unresolved({ desired: 0 })
  expect(judge([own], { mode: 'force', desired: 0 })).toEqual({ kind: 'nothing-ran', own })
})

it('forgives what died before the platform called it complete', () => {
  const attempt = anAttempt(2, { evidence: [evidence(1, 2), evidence(2, 2)] })
  expect(judge([aRollout(2)], { attempt }).kind).toBe('rolled-out')
})

it('says in words why it cannot judge a classic load balancer', () => {
  expect(judge([aRollout(2, { state: 'unsupported' })])).toMatchObject({
    reasons: ['the platform does not say how this rollout fares (classic load balancer): not supported'],
  })
})

it.each([
  [{}, 2, 'rolled-out'],
  [{}, 0, 'nothing-ran'],
  [{ state: 'in-progress' }, 2, 'in-progress'],
] as const)('adopts the same images under another rollout (%j, desired %d)', (state, desired, kind) => {
  const other = aRollout(2, { id: 'other', carrier: 'td:other', createdAt: t0 + minute, ...state })
  expect(judge([aRollout(2, { leading: false, state: 'stopped' }), other], { desired })).toEqual({ kind, own: other })
})

it('says which adopted rollout failed where the platform gives no reason', () => {
  const other = aRollout(2, { id: 'other', carrier: 'td:other', createdAt: t0 + minute, state: 'failed' })
  expect(judge([aRollout(2, { leading: false, state: 'stopped' }), other])).toMatchObject({
    reasons: ['the rollout other of our release failed'],
  })
})

it.each([
  [1, 2, 3],
  [6, 2, 3],
  [7, 2, 4],
  [399, 2, 200],
  [1000, 2, 200],
  [2, 7, 7],
  [1000, 300, 300],
])('takes, of %d instances with a tolerance of %d, %d deaths after one was healthy', (desired, tolerance, deaths) => {
  expect(breakerThreshold(aPolicy({ tolerance }), aView([], { desired }))).toBe(deaths)
})
