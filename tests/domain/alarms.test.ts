import { describe, expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { AlarmState, Observation, PlatformView } from '../../shared/domain/observation.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import type { EndedBadly } from '../../shared/domain/remembered.ts'
import { aRun, migrate, preparingRecord } from './a-task.ts'
import {
  aPending,
  aPolicy,
  aPush,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  draining,
  image,
  minute,
  phaseOf,
  provingRecord,
  rollingRecord,
  stuckRecord,
  t0,
  told,
} from './a-world.ts'

const policy = aPolicy({ alarms: ['errors'] })
const quiet: AlarmState = { name: 'errors', state: 'ok', since: t0 - minute }
const fires: AlarmState = { name: 'errors', state: 'alarm', since: t0 + minute, reason: '5 of 5 calls failed' }
const fired: AlarmState = { ...fires, since: t0 - minute }
const missing: AlarmState = { name: 'errors', state: 'missing', since: 0 }
const throttled = { kind: 'problem', cause: 'throttled', message: 'slow down' } as const
const denied = { kind: 'problem', cause: 'denied', message: 'not allowed' } as const

describe('an alarm that begins to fire', () => {
  it.each([
    ['during the rollout', rollingRecord(2, { policy }), aRollout(2, { state: 'in-progress' })],
    ['as the rollout completes', rollingRecord(2, { policy }), aRollout(2)],
    ['while the release is proven', provingRecord(2, { policy }), aRollout(2)],
  ])('%s takes the release back', (_when, record, own) => {
    const decision = decideIn({ record, platform: aView([own]), alarms: [fires], now: t0 + 2 * minute })
    expect(phaseOf(decision)).toBe('reverting')
    expect(calls(decision)).toMatchObject([{ kind: 'revert' }])
    const { state } = decision.next
    expect('deployment' in state && state.deployment.failure?.reasons).toEqual([
      'the alarm errors fires: 5 of 5 calls failed',
    ])
  })

  it.each<[string, AlarmState, string]>([
    [
      'is quiet again',
      { ...quiet, since: t0 + 2 * minute, firedSince: t0 + minute },
      'fired at 2026-11-16T09:01:00.000Z',
    ],
    [
      'has no data again',
      { ...quiet, state: 'insufficient-data', firedSince: t0 },
      'fired at 2026-11-16T09:00:00.000Z',
    ],
    ['fires since before and anew', { ...fires, since: t0 - minute, firedSince: t0 + minute }, 'fires'],
  ])('and %s takes the release back all the same', (_what, alarm, verb) => {
    const alarms = [{ ...alarm, reason: '5 of 5 calls failed' }]
    const record = provingRecord(2, { policy })
    const { next } = decideIn({ record, platform: aView([aRollout(2)]), alarms, now: t0 + 3 * minute })
    expect('deployment' in next.state && next.state.deployment.failure?.reasons).toEqual([
      `the alarm errors ${verb}: 5 of 5 calls failed`,
    ])
  })

  it.each<[string, Observation['alarms']]>([
    ['that fired before the start', [fired]],
    ['that fired before the start and is quiet again', [{ ...quiet, since: t0 + minute, firedSince: t0 - 1 }]],
    ['without data, where nobody said what that means', [{ ...quiet, state: 'insufficient-data' }]],
    ['that is quiet', [quiet]],
    ['of another target', [{ ...fires, name: 'others' }, quiet]],
  ])('%s takes nothing back', (_which, alarms) => {
    const decision = decideIn({ record: provingRecord(2, { policy }), platform: aView([aRollout(2)]), ...{ alarms } })
    expect(told(decision)).toEqual(['succeeded: rolled out and proven'])
  })
})

describe('alarms that cannot be seen', () => {
  it.each<[string, Observation['alarms'], string]>([
    ['throttled', throttled, 'slow down'],
    ['not looked at', undefined, 'the alarms were not looked at'],
    ['gone', [missing], 'the alarm errors does not exist: create it, or take it out of prove.alarms'],
  ])('(%s) prove nothing until the deadline, and then condemn', (_why, alarms, reason) => {
    const record = provingRecord(2, { policy, openSince: t0 })
    const view = { platform: aView([aRollout(2)], { at: t0 }), ...(alarms ? { alarms } : {}) }
    const soon = decideIn({ record, ...view })
    expect(phaseOf(soon)).toBe('proving')
    expect(soon.reason).toContain(reason)
    const late = decideIn({ record, ...view, now: t0 + 21 * minute })
    expect(phaseOf(late)).toBe('reverting')
  })
})

describe('an alarm without data', () => {
  const silent: Observation['alarms'] = [{ ...quiet, state: 'insufficient-data' }]
  const ruled = (insufficientData: 'unknown' | 'quiet') =>
    provingRecord(2, {
      policy: { ...policy, alarmRules: { insufficientData, firingAtStart: 'ignore' } },
      openSince: t0,
    })
  const platform = aView([aRollout(2)])

  it('is as good as quiet where the policy says so', () => {
    expect(told(decideIn({ record: ruled('quiet'), platform, alarms: silent }))).toHaveLength(1)
  })

  it('is waited for otherwise, and fails with what can be done about it', () => {
    expect(phaseOf(decideIn({ record: ruled('unknown'), platform, alarms: silent }))).toBe('proving')
    const late = decideIn({ record: ruled('unknown'), platform, alarms: silent, now: t0 + 21 * minute })
    expect(phaseOf(late)).toBe('reverting')
    const { state } = late.next
    expect('deployment' in state && state.deployment.failure?.reasons).toEqual([
      'not proven: the alarm errors has no data, which says neither that it is quiet nor that it fires: give it data, or write prove.alarms with insufficientData: quiet',
    ])
  })

  it("of another deployment is nobody's concern", () => {
    const others: Observation['alarms'] = [quiet, { ...quiet, name: 'others', state: 'insufficient-data' }]
    expect(told(decideIn({ record: ruled('unknown'), platform, alarms: others }))).toHaveLength(1)
  })
})

describe('an alarm that fires before a start', () => {
  const strict = { ...policy, alarmRules: { insufficientData: 'quiet', firingAtStart: 'refuse' } } as const
  const start = (pending: TargetRecord['pending'], alarms: Observation['alarms']) => {
    const record = aRecord({ state: { name: 'waiting', since: t0, why: 'settle' }, ...(pending ? { pending } : {}) })
    return decideIn({ record, policy: strict, platform: aView([aRollout(1)]), ...(alarms ? { alarms } : {}) })
  }

  it('keeps what is pushed from starting where the policy says so', () => {
    expect(calls(start(aPending(2), [fired]))).toEqual([])
    expect(told(start(aPending(2), [fired]))).toEqual([
      'failed: nothing was changed: errors fires already: push or redeploy once it is quiet, or write prove.alarms with firingAtStart: ignore',
    ])
    expect(start(aPending(2), [fired]).next.holds).toEqual([])
    expect(calls(start(aPending(2), [quiet]))).toHaveLength(1)
  })

  it.each<[string, Parameters<typeof aPending>[1]]>([
    [
      'a redeploy',
      { trigger: { kind: 'redeploy', id: 'c', at: t0, by: 'ann' }, command: { kind: 'redeploy', image: image(2) } },
    ],
    ['a resume', { trigger: { kind: 'resume', id: 'c', at: t0, by: 'ann' } }],
  ])('does not keep a person from it: %s', (_what, more) => {
    expect(calls(start(aPending(2, more), [fired]))).toHaveLength(1)
  })
})

describe('a push that may mend what fires', () => {
  const strict = { ...policy, alarmRules: { insufficientData: 'quiet', firingAtStart: 'refuse' } } as const
  const rung: AlarmState = { ...fires, since: t0 + 30_000 }
  const pushed = { facts: [aPush(3, { at: t0 + minute })], policy: strict }
  const rolling = aView([aRollout(2, { state: 'in-progress', running: 1 }), draining])

  it('waits for the release whose alarm it is to be taken back, and goes out then', () => {
    const first = decideIn({
      record: rollingRecord(2, { policy: strict }),
      ...pushed,
      platform: rolling,
      alarms: [rung],
    })
    expect([phaseOf(first), first.next.pending?.images]).toEqual(['reverting', { app: image(3) }])
    const back = aRollout(1, { id: 'back', createdAt: t0 + 2 * minute })
    const later = { platform: aView([back], { at: t0 + 4 * minute }), now: t0 + 4 * minute, policy: strict }
    const second = decideIn({ record: first.next, ...later, alarms: [rung] })
    expect(told(second)[0]).toContain('rolled-back: the alarm errors fires')
    expect(calls(second)).toMatchObject([{ kind: 'apply', release: { images: { app: image(3) } } }])
  })

  it('waits while its task runs, too', () => {
    const record = preparingRecord(aRun(), { policy: { ...strict, before: migrate } })
    const decision = decideIn({ record, ...pushed, platform: aView([aRollout(1)]), alarms: [rung] })
    expect(decision.next.pending).toMatchObject({ images: { app: image(3) } })
    expect(told(decision)).toEqual([])
  })

  it('goes out while what broke is stuck', () => {
    const decision = decideIn({ record: stuckRecord(2), ...pushed, platform: aView([aRollout(2)]), alarms: [rung] })
    expect(calls(decision)).toMatchObject([{ kind: 'apply', release: { images: { app: image(3) } } }])
  })

  it.each<[string, AlarmState, TargetRecord, PlatformView]>([
    ['began before that', fired, rollingRecord(2, { policy: strict }), rolling],
    ['began at rest', rung, aRecord(), aView([aRollout(1)])],
  ])('is refused for an alarm that %s', (_what, alarm, record, platform) => {
    const decision = decideIn({ record, ...pushed, platform, alarms: [alarm] })
    expect(told(decision)[0]).toContain('errors fires already')
    expect(decision.next).not.toHaveProperty('pending')
  })

  it('is refused for what began with a release that went well', () => {
    const record = provingRecord(2, { policy: strict }, { pending: aPending(3) })
    const settles = { ...strict, settleMs: 10 * minute }
    const well = decideIn({ record, policy: settles, platform: aView([aRollout(2)]), alarms: [quiet] })
    expect(phaseOf(well)).toBe('waiting')
    expect(well.next).not.toHaveProperty('endedBadly')
  })
})

describe('a push after something that did not end well', () => {
  const strict = { ...policy, alarmRules: { insufficientData: 'quiet', firingAtStart: 'refuse' } } as const
  const rung: AlarmState = { ...fires, since: t0 + 30_000 }
  const pushed = { facts: [aPush(3, { at: t0 + minute })], policy: strict }
  const rolling = aView([aRollout(2, { state: 'in-progress', running: 1 }), draining])

  it.each<[string, EndedBadly, AlarmState, boolean]>([
    ['during what was taken back', { from: t0, to: t0 + minute }, rung, true],
    ['before that', { from: t0, to: t0 + minute }, fired, false],
    ['after that', { from: t0, to: t0 + 10_000 }, rung, false],
    ['since then, of what is still there', { from: t0 }, rung, true],
  ])('at rest, of an alarm that fires and began %s, is judged by that', (_when, endedBadly, alarm, starts) => {
    const record = aRecord({ endedBadly })
    const decision = decideIn({ record, ...pushed, platform: aView([aRollout(1)]), alarms: [alarm] })
    expect(calls(decision)).toHaveLength(starts ? 1 : 0)
  })

  it('waits behind a pause of what is stuck, and goes out on resume', () => {
    const seen = { platform: aView([aRollout(2)]), alarms: [rung], policy: strict }
    const stopped = { at: t0, by: 'ann' }
    const record = stuckRecord(2, { stopped, endedBadly: { from: t0 } })
    const kept = decideIn({ record, ...seen, ...pushed })
    const resume = { kind: 'resume' as const, id: 'r', at: t0 + 2 * minute, by: 'ann' }
    const gone = decideIn({ record: kept.next, ...seen, facts: [resume], now: t0 + 2 * minute })
    expect(calls(gone)).toMatchObject([{ kind: 'apply', release: { images: { app: image(3) } } }])
  })

  it('is refused on resume for what began after somebody took the broken release on', () => {
    const resume = { kind: 'resume' as const, id: 'r', at: t0 + 10_000, by: 'ann' }
    const left = decideIn({ record: stuckRecord(2), facts: [resume], platform: aView([aRollout(2)]), now: t0 + 10_000 })
    expect(left.next.endedBadly).toEqual({ from: t0, to: t0 + 10_000 })
    const decision = decideIn({ record: left.next, ...pushed, platform: aView([aRollout(2)]), alarms: [rung] })
    expect(told(decision).at(-1)).toContain('errors fires already')
  })

  it('waits though the policy of what is in progress knew no refusal yet', () => {
    const record = rollingRecord(2, { policy })
    const first = decideIn({ record, ...pushed, platform: rolling, alarms: [rung] })
    expect(first.next.pending?.images).toEqual({ app: image(3) })
  })

  it('remembers of releases in a row when the first began, and nothing once one went well', () => {
    const failing = rollingRecord(
      2,
      { policy: { ...strict, rollback: 'off' } },
      { endedBadly: { from: t0 - minute, to: t0 } },
    )
    const failed = decideIn({ record: failing, policy: strict, platform: rolling, alarms: [rung] })
    expect(failed.next.endedBadly).toEqual({ from: t0 - minute })
    const well = provingRecord(2, { policy: strict }, { endedBadly: { from: t0 - minute, to: t0 } })
    const proven = decideIn({ record: well, policy: strict, platform: aView([aRollout(2)]), alarms: [quiet] })
    expect(proven.next).not.toHaveProperty('endedBadly')
  })
})

describe('an alarm that fires while somebody else takes the target over', () => {
  it.each([
    ['rolling', rollingRecord(2, { policy })],
    ['proving', provingRecord(2, { policy })],
  ])('does not take away what they put there: %s', (_phase, record) => {
    const theirs = aRollout(7, { createdAt: t0 + 40_000 })
    const platform = aView([theirs, aRollout(2, { leading: false })])
    const decision = decideIn({ record, policy, platform, alarms: [{ ...fires, since: t0 + 30_000 }] })
    expect(calls(decision)).toEqual([])
    expect(told(decision)[0]).toContain('superseded: somebody else put other images on the target')
  })
})

describe('a start that alarms are to watch', () => {
  const record = aRecord({ pending: aPending(2), state: { name: 'waiting', since: t0, why: 'settle' } })
  const start = (alarms: Observation['alarms']) =>
    decideIn({ record, policy, platform: aView([aRollout(1)]), ...(alarms ? { alarms } : {}) })

  it('looks at them first', () => {
    expect(needsOf(record, [], policy, t0).alarms).toEqual(['errors'])
    expect(needsOf(aRecord(), [], policy, t0).alarms).toEqual([])
    expect(needsOf(rollingRecord(2, { policy }), [], aPolicy(), t0)).toMatchObject({
      alarms: ['errors'],
      alarmsSince: t0,
    })
    expect(needsOf(provingRecord(2, { policy }), [], aPolicy(), t0).alarmsSince).toBe(t0)
    expect(needsOf(rollingRecord(2), [], aPolicy(), t0)).not.toHaveProperty('alarmsSince')
    expect(needsOf(record, [], policy, t0)).not.toHaveProperty('alarmsSince')
    expect(calls(start(undefined))).toEqual([])
    expect(phaseOf(start(undefined))).toBe('waiting')
  })

  it('begins when they are there', () => {
    expect(calls(start([quiet]))).toHaveLength(1)
  })

  it('waits while they cannot be asked for', () => {
    expect(start(throttled).next.state).toMatchObject({ name: 'waiting', why: 'trouble' })
  })

  it.each<[string, Observation['alarms'], string]>([
    ['do not exist', [missing], 'the alarm errors does not exist: create it, or take it out of prove.alarms'],
    ['may not be read', denied, 'not allowed'],
  ])('fails before anything is touched when they %s', (_what, alarms, why) => {
    expect(calls(start(alarms))).toEqual([])
    expect(told(start(alarms))).toEqual([`failed: nothing was changed: ${why}`])
  })

  it('says so when one fires already', () => {
    const { state } = start([fired]).next
    const timeline = 'deployment' in state ? state.deployment.timeline.map(({ what }) => what) : []
    expect(timeline).toContain('errors fired already before the start: not judged until it was quiet once')
  })
})
