import { describe, expect, it } from '@jest/globals'
import { needsOf } from '../../shared/domain/needs.ts'
import type { AlarmState, Observation } from '../../shared/domain/observation.ts'
import {
  aPending,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  calls,
  decideIn,
  minute,
  phaseOf,
  provingRecord,
  rollingRecord,
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

  it.each<[string, Observation['alarms']]>([
    ['that fired before the start', [fired]],
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
    const record = provingRecord(2, { policy })
    const view = { platform: aView([aRollout(2)], { at: t0 }), ...(alarms ? { alarms } : {}) }
    const soon = decideIn({ record, ...view })
    expect(phaseOf(soon)).toBe('proving')
    expect(soon.reason).toContain(reason)
    const late = decideIn({ record, ...view, now: t0 + 21 * minute })
    expect(phaseOf(late)).toBe('reverting')
  })
})

describe('a start that alarms are to watch', () => {
  const record = aRecord({ pending: aPending(2), state: { name: 'waiting', since: t0, why: 'settle' } })
  const start = (alarms: Observation['alarms']) =>
    decideIn({ record, policy, platform: aView([aRollout(1)]), ...(alarms ? { alarms } : {}) })

  it('looks at them first', () => {
    expect(needsOf(record, [], policy, t0).alarms).toEqual(['errors'])
    expect(needsOf(aRecord(), [], policy, t0).alarms).toEqual([])
    expect(needsOf(rollingRecord(2, { policy }), [], aPolicy(), t0).alarms).toEqual(['errors'])
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
