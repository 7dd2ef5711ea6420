import { describe, expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import {
  anAttempt,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  minute,
  phaseOf,
  provingRecord,
  rollingRecord,
  stuckRecord,
  t0,
  told,
} from './a-world.ts'

const stage = '10 % of traffic'
const own = aRollout(2, { state: 'in-progress', stage, next: { what: 'moves the rest', afterMs: 0 } })
const staged = rollingRecord(2, { attempt: anAttempt(2, { progress: { running: 2, stage, at: t0 } }) })
const answer = (cause: 'throttled' | 'invalid') =>
  ({ kind: 'refused', deploymentId: 'deployment-2', cause, message: 'not now', ofStep: true }) as const

/** The step was taken and refused at the first minute. */
function refused(cause: 'throttled' | 'invalid') {
  const taken = decideIn({ record: staged, platform: aView([own], { at: t0 + minute }), now: t0 + minute })
  expect(calls(taken)).toHaveLength(1)
  return acknowledge(taken.next, [answer(cause)], t0 + minute)
}

describe('a step that the platform would not take', () => {
  it('is forgotten when the rollout has left the stage meanwhile', () => {
    const view = aView([aRollout(2)], { at: t0 + 2 * minute })
    const decision = decideIn({ record: refused('invalid'), platform: view, now: t0 + 2 * minute })
    expect(told(decision)).toEqual(['succeeded: rolled out and proven'])
  })

  it('condemns the rollout when it still stands there a minute later', () => {
    const at = t0 + 2 * minute
    const decision = decideIn({ record: refused('invalid'), platform: aView([own], { at }), now: at })
    expect(phaseOf(decision)).toBe('reverting')
    const { state } = decision.next
    expect('deployment' in state && state.deployment.failure?.reasons).toEqual(['not now'])
  })

  it('is taken again when it was throttled', () => {
    const at = t0 + 2 * minute
    const decision = decideIn({ record: refused('throttled'), platform: aView([own], { at }), now: at })
    expect(calls(decision)).toMatchObject([{ kind: 'advance' }])
  })

  it('makes nobody overwrite who took the target over later', () => {
    const hotfix = aRollout(9, { id: 'hotfix', createdAt: t0 + 2 * minute })
    const view = aView([hotfix], { at: t0 + 2 * minute })
    const decision = decideIn({ record: refused('throttled'), platform: view, now: t0 + 2 * minute })
    expect(calls(decision)).toEqual([])
    expect(told(decision)[0]).toContain(`superseded: somebody else put other images on the target (${digest(9)})`)
  })
})

describe('alarms', () => {
  const policy = aPolicy({ alarms: ['errors'] })
  const missing = [{ name: 'errors', state: 'missing', since: 0 } as const]
  const fires = [{ name: 'errors', state: 'alarm', since: t0 + minute } as const]
  const quiet = [{ name: 'errors', state: 'ok', since: t0 + 2 * minute } as const]

  it('that cannot be seen end a proof at the deadline, however well the release looks', () => {
    let record = provingRecord(2, { policy })
    for (let now = t0 + minute; now < t0 + 21 * minute; now += minute) {
      const decision = decideIn({ record, platform: aView([aRollout(2)], { at: now }), alarms: missing, now })
      expect(phaseOf(decision)).toBe('proving')
      record = decision.next
    }
    const now = t0 + 21 * minute
    const late = decideIn({ record, platform: aView([aRollout(2)], { at: now }), alarms: missing, now })
    expect(phaseOf(late)).toBe('reverting')
  })

  it('that fire before anything was called keep the target untouched', () => {
    const { intent: _none, rollout: _neither, ...uncalled } = anAttempt(2)
    const record = rollingRecord(2, { policy, attempt: uncalled })
    const decision = decideIn({ record, platform: aView([aRollout(1)]), alarms: fires, now: t0 + 2 * minute })
    expect(calls(decision)).toEqual([])
    expect(told(decision)).toEqual(['failed: nothing was changed: the alarm errors fires'])
  })

  it('that still fire keep a condemned release from counting as healed', () => {
    const stuck = stuckRecord(2)
    const state = {
      ...stuck.state,
      deployment: { ...('deployment' in stuck.state ? stuck.state.deployment : never()), policy },
    }
    const record = { ...stuck, state } as typeof stuck
    const at = t0 + 5 * minute
    const view = { platform: aView([aRollout(2)], { at }), now: at }
    expect(phaseOf(decideIn({ record, ...view, alarms: fires }))).toBe('stuck')
    expect(phaseOf(decideIn({ record, ...view, alarms: missing }))).toBe('stuck')
    expect(phaseOf(decideIn({ record, ...view }))).toBe('stuck')
    expect(phaseOf(decideIn({ record, ...view, alarms: quiet }))).toBe('idle')
  })
})

function never(): never {
  throw new Error('stuckRecord made no stuck record')
}
