import { expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  image,
  phaseOf,
  rollingRecord,
  second,
  t0,
  told,
} from './a-world.ts'

/** What an overtaken deployment left half-way is on the target still. */
const { intent: _none, rollout: _neither, ...uncalled } = anAttempt(3)
const overtaking = rollingRecord(3, {
  attempt: { ...uncalled, refusal: 'the image is an index' },
  inPlaceOf: { images: { app: image(2) }, carrier: 'td:2' },
})

it('takes back what it took the place of when it is refused itself', () => {
  const decision = decideIn({ record: overtaking, platform: aView([aRollout(2, { state: 'in-progress' })]) })
  expect(phaseOf(decision)).toBe('reverting')
  expect(calls(decision)).toMatchObject([{ kind: 'revert', release: { images: { app: image(1) } } }])
})

it('says on the way back, too, whose place it had taken, step by step', () => {
  const record = { ...overtaking, unfinished: ['deployment-2'] }
  const platform = aView([aRollout(2, { state: 'in-progress' })])
  const { effects, next } = decideIn({ record, platform })
  expect(effects).toMatchObject([{ kind: 'revert', overtakes: ['deployment-2'] }])
  expect(needsOf(next, [], aPolicy(), t0).own).toMatchObject({ reverting: true, overtakes: ['deployment-2'] })
  const soon = t0 + 61 * second
  const half = aRollout(1, {
    createdAt: soon,
    state: 'in-progress',
    stage: '1 of 2',
    next: { what: 'goes on', afterMs: 0 },
  })
  const later = decideIn({ record: next, platform: aView([half], { at: soon }), now: soon })
  expect(later.effects).toMatchObject([{ kind: 'advance', overtakes: ['deployment-2'] }])
})

it('changes nothing when it is refused and nothing was half-way', () => {
  const { inPlaceOf: _nothing, ...deployment } =
    overtaking.state.name === 'rolling' ? overtaking.state.deployment : never()
  const record = { ...overtaking, state: { name: 'rolling', deployment } } as const
  const decision = decideIn({ record, platform: aView([aRollout(1)]) })
  expect(calls(decision)).toEqual([])
  expect(told(decision)).toEqual(['failed: nothing was changed: the image is an index'])
})

it('says to the platform whose place it takes', () => {
  const record = rollingRecord(2, {}, { pending: aPending(3) })
  const platform = aView([aRollout(2, { state: 'in-progress' })])
  const decision = decideIn({ record, policy: aPolicy(), platform, now: t0 + second })
  expect(told(decision)).toEqual(['superseded: a newer push arrived'])
  expect(calls(decision)).toMatchObject([
    { kind: 'apply', release: { images: { app: image(3) } }, overtakes: ['deployment-2'] },
  ])
})

it('says so of every deployment that may have left something half-way, until one went well', () => {
  const platform = aView([aRollout(2, { state: 'in-progress' })])
  const record = { ...rollingRecord(2, {}, { pending: aPending(3) }), unfinished: ['deployment-8'] }
  const { next } = decideIn({ record, policy: aPolicy(), platform, now: t0 + second })
  expect(next.unfinished).toEqual(['deployment-2', 'deployment-8'])
  const well = decideIn({
    record: { ...rollingRecord(2), unfinished: ['deployment-8'] },
    platform: aView([aRollout(2)]),
  })
  expect([phaseOf(well), well.next.unfinished]).toEqual(['idle', undefined])
})

it.each([
  ['called for nothing', { attempt: uncalled, inPlaceOf: { images: { app: image(9) } } }, ['deployment-8']],
  ['was called for', {}, ['deployment-2', 'deployment-8']],
])('passes on whose place it took when it is overtaken itself and %s', (_what, more, overtakes) => {
  const record = { ...rollingRecord(2, more, { pending: aPending(3) }), unfinished: ['deployment-8'] }
  const platform = aView([aRollout(2, { state: 'in-progress' })])
  const decision = decideIn({ record, policy: aPolicy(), platform, now: t0 + second })
  expect(calls(decision)).toMatchObject([{ kind: 'apply', overtakes }])
})

it('remembers what failed and was left as it is', () => {
  const record = rollingRecord(2, { policy: aPolicy({ rollback: 'off' }) })
  const decision = decideIn({
    record,
    platform: aView([aRollout(2, { state: 'failed', reason: 'it broke' }), aRollout(1)]),
  })
  expect(decision.next.unfinished).toEqual(['deployment-2'])
})

function never(): never {
  throw new Error('rollingRecord made no rolling record')
}
