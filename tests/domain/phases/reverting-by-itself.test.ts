import { it } from '@jest/globals'
import { aRollout, aView, minute, revertingRecord, t0 } from '../a-world.ts'

import { checkRow, chosen, type Row } from './row.ts'

const record = revertingRecord()
const rolledBack = aRollout(2, { state: 'rolled-back', leading: false })
const restored = {
  phase: 'idle',
  says: 'the target is back on a proven release; at rest',
  rests: 'main-1 on td:1',
  tells: ['rolled-back: it crashed'],
  blames: ['it crashed'],
} as const
const goesBack = { phase: 'reverting', says: chosen, does: ['revert main-1, in place of td:2'] } as const
const waits = { phase: 'reverting', says: 'the platform goes back by itself' } as const

const rows: Row[] = [
  {
    when: 'the platform went back by itself under the old rollout',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolled-back', leading: false }), aRollout(1)]),
    },
    phase: 'idle',
    blames: ['it crashed'],
    says: 'the target is back on a proven release; at rest',
    rests: 'main-1 on td:1',
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'the platform went back by itself under a new rollout',
    situation: {
      record: revertingRecord(),
      platform: aView([
        aRollout(2, { state: 'rolled-back', leading: false }),
        aRollout(1, { id: 'new', createdAt: t0 + minute }),
      ]),
    },
    phase: 'idle',
    blames: ['it crashed'],
    says: 'the target is back on a proven release; at rest',
    rests: 'main-1 on td:1',
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'the platform is about to go back',
    situation: { record: revertingRecord(), platform: aView([aRollout(2, { state: 'rolling-back' })]) },
    phase: 'reverting',
    says: 'the platform is about to go back by itself',
  },
  {
    when: 'the platform said so long ago and did not',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolling-back' })]),
      now: t0 + 4 * minute,
    },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the platform went back to something that was never proven',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolled-back', leading: false }), aRollout(8, { createdAt: t0 - minute })]),
    },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the own way back of the platform does not end within the deadline',
    situation: {
      record: revertingRecord(),
      platform: aView([
        aRollout(2, { state: 'rolling-back', leading: false }),
        aRollout(1, { state: 'in-progress', running: 0 }),
      ]),
      now: t0 + 22 * minute,
    },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the platform has been about to go back for two minutes',
    situation: { record, platform: aView([aRollout(2, { state: 'rolling-back' })]), now: t0 + 3 * minute },
    ...goesBack,
  },
  {
    when: 'the platform has been about to go back for a little less',
    situation: { record, platform: aView([aRollout(2, { state: 'rolling-back' })]), now: t0 + 3 * minute - 1 },
    phase: 'reverting',
    says: 'the platform is about to go back by itself',
  },
  {
    when: 'the platform failed the rollout and something else proven leads',
    situation: { record, platform: aView([aRollout(2, { state: 'failed', leading: false }), aRollout(1)]) },
    ...restored,
  },
  {
    when: 'something else proven leads and the rollout still goes on',
    situation: { record, platform: aView([aRollout(2, { state: 'in-progress', leading: false }), aRollout(1)]) },
    ...goesBack,
  },
  {
    when: 'something else proven leads after another rollout than ours was rolled back',
    situation: { record, platform: aView([{ ...rolledBack, id: 'theirs' }, aRollout(1)]) },
    ...goesBack,
  },
  {
    when: 'the platform goes back by itself and not all of it runs yet',
    situation: { record, platform: aView([rolledBack, aRollout(1, { running: 1 })]) },
    ...waits,
  },
  {
    when: 'the platform went back by itself and nothing is to run',
    situation: { record, platform: aView([rolledBack, aRollout(1, { running: 0 })], { desired: 0 }) },
    ...restored,
  },
  {
    when: 'the platform goes back by itself, nothing is to run and it has not completed',
    situation: {
      record,
      platform: aView([rolledBack, aRollout(1, { state: 'in-progress', running: 0 })], { desired: 0 }),
    },
    ...waits,
  },
  {
    when: 'the own way back of the platform failed',
    situation: { record, platform: aView([rolledBack, aRollout(1, { state: 'failed', running: 0 })]) },
    ...goesBack,
  },
  {
    when: 'the own way back of the platform does not end by the deadline',
    situation: {
      record,
      platform: aView([rolledBack, aRollout(1, { state: 'in-progress', running: 0 })]),
      now: t0 + 21 * minute,
    },
    ...goesBack,
  },
  {
    when: 'the own way back of the platform is a little below the deadline',
    situation: {
      record,
      platform: aView([rolledBack, aRollout(1, { state: 'in-progress', running: 0 })]),
      now: t0 + 21 * minute - 1,
    },
    ...waits,
  },
]
it.each(rows)('in reverting, by the platform itself: $when', checkRow)
