import { expect, it } from '@jest/globals'
import type { Rollout } from '../../../shared/domain/observation.ts'
import {
  aDeployment,
  anAttempt,
  aRollout,
  aView,
  decideIn,
  goingBack,
  minute,
  revertingRecord,
  rollingRecord,
  t0,
} from '../a-world.ts'
import { checkRow, chosen, type Row } from './row.ts'

const tenPercent = (more: Partial<Rollout> = {}) =>
  aRollout(2, {
    state: 'in-progress',
    stage: '10 % of traffic',
    next: { what: 'moves all of the traffic', afterMs: 10 * minute },
    ...more,
  })

/** In the stage of `tenPercent` since the start. */
const staged = rollingRecord(2, {
  attempt: anAttempt(2, { progress: { running: 2, stage: '10 % of traffic', at: t0 } }),
})

const rows: Row[] = [
  {
    when: 'the stage was seen for the first time now',
    situation: {
      record: rollingRecord(),
      platform: aView([tenPercent()], { at: t0 + 15 * minute }),
      now: t0 + 15 * minute,
    },
    phase: 'rolling',
    says: '10 % of traffic: moves all of the traffic in 600 s',
    wakes: minute,
  },
  {
    when: 'the stage has not lasted long enough',
    situation: { record: staged, platform: aView([tenPercent()]), now: t0 + 9 * minute },
    phase: 'rolling',
    says: '10 % of traffic: moves all of the traffic in 60 s',
    wakes: minute,
  },
  {
    when: 'the stage has lasted long enough',
    situation: { record: staged, platform: aView([tenPercent()]), now: t0 + 10 * minute },
    phase: 'rolling',
    says: 'moves all of the traffic',
    does: ['advance main-2, rollout-2 beyond 10 % of traffic'],
  },
  {
    when: 'nobody took the step for longer than the deadline',
    situation: { record: staged, platform: aView([tenPercent()]), now: t0 + 31 * minute },
    phase: 'reverting',
    says: `goes back: no progress for 20 minutes: 10 % of traffic, 2 of 2 running, 0 pending; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the platform stays in a stage for as long as it declared',
    situation: {
      record: rollingRecord(2, { attempt: anAttempt(2, { progress: { running: 2, stage: 'BAKE_TIME', at: t0 } }) }),
      platform: aView([aRollout(2, { state: 'in-progress', stage: 'BAKE_TIME', staysMs: 23 * 60 * minute })]),
      now: t0 + 23 * 60 * minute,
    },
    phase: 'rolling',
    says: 'rolling: BAKE_TIME, 2 of 2 running, 0 pending, 0 failed',
  },
  {
    when: 'what led before the call still leads, of an age nobody knows',
    situation: {
      record: rollingRecord(2, {
        attempt: anAttempt(2, { replaced: 'live@7', rollout: { id: 'live@8', carrier: 'td:2', createdAt: t0 } }),
      }),
      platform: aView([aRollout(1, { id: 'live@7', createdAt: t0 + minute })]),
      now: t0 + minute,
    },
    phase: 'rolling',
    says: 'what was called is not there',
    does: ['apply main-2, again'],
  },
]

it.each(rows)('$when', checkRow)

it('says which stage lacks progress', () => {
  const { next } = decideIn({ record: staged, platform: aView([tenPercent()]), now: t0 + 31 * minute })
  const failure = 'deployment' in next.state ? next.state.deployment.failure : undefined
  expect(failure?.reasons[0]).toBe('no progress for 20 minutes: 10 % of traffic, 2 of 2 running, 0 pending')
})

it('looks again when the stage has lasted long enough', () => {
  const { wakeAt } = decideIn({ record: staged, platform: aView([tenPercent()]), now: t0 + 9 * minute })
  expect(wakeAt).toBe(t0 + 10 * minute)
})

it('takes the steps of a revert too', () => {
  const record = revertingRecord(2, goingBack)
  const going = aRollout(1, {
    id: 'rollout-back',
    state: 'in-progress',
    stage: 'batch 1 of 2',
    next: { what: 'batch 2', afterMs: 0 },
    createdAt: t0 + minute,
  })
  const { effects } = decideIn({ record, platform: aView([going]), now: t0 + 2 * minute })
  expect(effects).toContainEqual(
    expect.objectContaining({ kind: 'advance', rollout: 'rollout-back', stage: 'batch 1 of 2' }),
  )
})

it('begins each attempt with what led at its first call', () => {
  const fresh = aDeployment(2, { attempt: { ...anAttempt(2), progress: { running: 0, at: t0 } } })
  const { intent: _none, rollout: _neither, ...uncalled } = fresh.attempt
  const record = rollingRecord(2, { attempt: uncalled })
  const { next } = decideIn({ record, platform: aView([aRollout(1, { id: 'live@7' })]), now: t0 })
  expect(next.state).toMatchObject({ deployment: { attempt: { replaced: 'live@7' } } })
})
