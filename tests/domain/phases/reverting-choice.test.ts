import { it } from '@jest/globals'
import { releaseKey } from '../../../shared/domain/release.ts'
import { anAttempt, aRollout, aView, draining, entry, goingBack, revertingRecord } from '../a-world.ts'

import { checkRow, chosen, denied, firstPause, type Row, throttled } from './row.ts'

const broken = aRollout(2, { state: 'in-progress', running: 0 })
const { rollout: _answer, ...unanswered } = goingBack.attempt
const { rollout: _never, ...unansweredRollout } = anAttempt(2)
const rows: Row[] = [
  {
    when: 'the way back is chosen',
    situation: { record: revertingRecord(), platform: aView([broken, draining]) },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the newest proven image is gone',
    situation: {
      record: revertingRecord(2, {}, { ledger: [entry(1), entry(0)] }),
      platform: aView([broken, draining]),
      gone: [1],
    },
    phase: 'reverting',
    says: `tries an older release; ${chosen}`,
    does: ['revert main-0, in place of td:2'],
  },
  {
    when: 'no proven image is left',
    situation: { record: revertingRecord(), platform: aView([broken, draining]), gone: [1] },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'tries an older release; cannot go back: the image is gone; stuck',
    tells: ['rollback-failed: cannot go back: the image is gone'],
  },
  {
    when: 'the way back was refused before anything ran and an older release is left',
    situation: {
      record: revertingRecord(
        2,
        { ...goingBack, attempt: { ...unanswered, refusal: 'the revision is INACTIVE' } },
        { ledger: [entry(1), entry(0)] },
      ),
      platform: aView([broken, draining]),
    },
    phase: 'reverting',
    says: `the revision is INACTIVE; ${chosen}`,
    does: ['revert main-0, in place of td:2'],
  },
  {
    when: 'the registry is throttled',
    situation: { record: revertingRecord(), platform: aView([broken]), registry: throttled, unchecked: true },
    phase: 'reverting',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'registry 1',
  },
  {
    when: 'the registry refuses to tell whether the images exist',
    situation: { record: revertingRecord(), platform: aView([broken]), registry: denied, unchecked: true },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the rollout that failed was never answered',
    situation: {
      record: revertingRecord(2, {}, {}, { attempt: unansweredRollout }),
      platform: aView([aRollout(1)]),
    },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:1'],
  },
  {
    when: 'the rollout that failed was never answered and nothing leads',
    situation: { record: revertingRecord(2, {}, {}, { attempt: unansweredRollout }), platform: aView([]) },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1'],
  },
  {
    when: 'it was not asked which releases can be gone back to',
    situation: { record: revertingRecord(), platform: aView([broken]), unchecked: true },
    phase: 'reverting',
    says: 'which releases can be gone back to must be seen first',
    wakes: 0,
  },
  {
    when: 'it was not asked of the newest release',
    situation: { record: revertingRecord(), platform: aView([broken]), candidates: [] },
    phase: 'reverting',
    says: 'whether the newest release is usable must be seen first',
    wakes: 0,
  },
  {
    when: 'it is known which releases can be gone back to, and the registry is throttled by now',
    situation: { record: revertingRecord(), platform: aView([broken]), registry: throttled },
    phase: 'reverting',
    says: chosen,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'no proven image is usable, and nobody says why',
    situation: {
      record: revertingRecord(),
      platform: aView([broken]),
      candidates: [{ release: releaseKey(entry(1).release), usable: false }],
    },
    phase: 'stuck',
    says: 'tries an older release; cannot go back: not usable; stuck',
    blames: ['it crashed'],
    tells: ['rollback-failed: cannot go back: not usable'],
  },
  {
    when: 'no proven image is usable, for different reasons',
    situation: {
      record: revertingRecord(2, {}, { ledger: [entry(1), entry(0), entry(3)] }),
      platform: aView([broken]),
      candidates: ['gone', 'archived', 'gone'].map((why, n) => ({
        release: releaseKey(entry([1, 0, 3][n] ?? 0).release),
        usable: false,
        why,
      })),
    },
    phase: 'stuck',
    says: 'tries an older release; tries an older release; tries an older release; cannot go back: gone; archived; stuck',
    blames: ['it crashed'],
    tells: ['rollback-failed: cannot go back: gone; archived'],
  },
  {
    when: 'the ledger was emptied',
    situation: { record: revertingRecord(2, {}, { ledger: [] }), platform: aView([broken]) },
    phase: 'stuck',
    says: 'cannot go back: no release of the ledger is usable; stuck',
    blames: ['it crashed'],
    tells: ['rollback-failed: cannot go back: no release of the ledger is usable'],
  },
]
it.each(rows)('in reverting, choosing: $when', checkRow)
