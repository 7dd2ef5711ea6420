import { it } from '@jest/globals'
import {
  aPending,
  aPolicy,
  aPush,
  aRollout,
  aView,
  digest,
  draining,
  entry,
  goingBack,
  minute,
  revertingRecord,
  second,
  t0,
} from '../a-world.ts'

import { checkRow, denied, gone, inProgress, type Row, throttled } from './row.ts'

const broken = aRollout(2, { state: 'in-progress', running: 0 })
const back = aRollout(1, { id: 'rollout-back', createdAt: t0 + minute + second })
const { digests: _unknown, ...undigested } = back
const { rollout: _answer, ...unanswered } = goingBack.attempt
const underWay = revertingRecord(2, goingBack)
const rows: Row[] = [
  {
    when: 'the way back is chosen',
    situation: { record: revertingRecord(), platform: aView([broken, draining]) },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'the newest proven image is gone',
    situation: {
      record: revertingRecord(2, {}, { ledger: [entry(1), entry(0)] }),
      platform: aView([broken, draining]),
      gone: [1],
    },
    phase: 'reverting',
    does: ['revert main-0'],
  },
  {
    when: 'no proven image is left',
    situation: { record: revertingRecord(), platform: aView([broken, draining]), gone: [1] },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: the image is gone'],
  },
  {
    when: 'the way back is under way',
    situation: {
      record: underWay,
      platform: aView([aRollout(2, { leading: false, state: 'stopped' }), { ...back, ...inProgress }]),
    },
    phase: 'reverting',
  },
  {
    when: 'the proven release runs again',
    situation: { record: underWay, platform: aView([back]) },
    phase: 'idle',
    tells: ['rolled-back: it crashed'],
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
    does: ['revert main-0'],
  },
  {
    when: 'a second call for the way back was refused, and the first had gone through',
    situation: {
      record: revertingRecord(
        2,
        { ...goingBack, attempt: { ...unanswered, refusal: 'not allowed' } },
        { ledger: [entry(1), entry(0)] },
      ),
      platform: aView([back]),
    },
    phase: 'idle',
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'the way back fails, whatever older releases are left',
    situation: {
      record: revertingRecord(2, goingBack, { ledger: [entry(1), entry(0)] }),
      platform: aView([{ ...back, state: 'failed', reason: 'out of memory' }]),
    },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: main-1 failed too: out of memory'],
  },
  {
    when: 'the way back runs other images',
    situation: {
      record: revertingRecord(2, goingBack, { ledger: [entry(1), entry(0)] }),
      platform: aView([{ ...back, digests: { app: digest(9) } }]),
    },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: main-1 failed too: other images ran than were asked for'],
  },
  {
    when: 'what the way back runs is not known yet',
    situation: { record: underWay, platform: aView([undigested]) },
    phase: 'reverting',
  },
  {
    when: 'what the way back runs is not known within the deadline',
    situation: { record: underWay, platform: aView([undigested]), now: t0 + 21 * minute },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: main-1 failed too: completed, but which images it runs cannot be told'],
  },
  {
    when: 'a newer image was pushed',
    situation: {
      record: underWay,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([{ ...back, ...inProgress }]),
    },
    phase: 'reverting',
  },
  {
    when: 'it is over and a newer image waits',
    situation: { record: { ...underWay, pending: aPending(3) }, platform: aView([back]) },
    phase: 'rolling',
    does: ['apply main-3'],
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'a stale write puts the condemned release back',
    situation: {
      record: underWay,
      platform: aView([
        { ...back, leading: false, state: 'stopped' },
        aRollout(2, { id: 'stale', createdAt: t0 + 2 * minute }),
      ]),
      now: t0 + 3 * minute,
    },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'somebody put other images there',
    situation: {
      record: underWay,
      platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + 2 * minute })]),
      now: t0 + 3 * minute,
    },
    phase: 'idle',
    tells: [
      `superseded: somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume`,
    ],
  },
  {
    when: 'somebody put other images there and deployments go on',
    situation: {
      record: revertingRecord(2, goingBack, {}, { policy: aPolicy({ onUsurped: 'go-on' }) }),
      platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + 2 * minute })]),
      now: t0 + 3 * minute,
    },
    phase: 'reverting',
    does: ['revert main-1'],
    tells: ['usurped: somebody else put other images on the target; going back goes on (onUsurped: go-on)'],
  },
  {
    when: 'the platform went back by itself under the old rollout',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolled-back', leading: false }), aRollout(1)]),
    },
    phase: 'idle',
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
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'the platform is about to go back',
    situation: { record: revertingRecord(), platform: aView([aRollout(2, { state: 'rolling-back' })]) },
    phase: 'reverting',
  },
  {
    when: 'the platform said so long ago and did not',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolling-back' })]),
      now: t0 + 4 * minute,
    },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'the platform went back to something that was never proven',
    situation: {
      record: revertingRecord(),
      platform: aView([aRollout(2, { state: 'rolled-back', leading: false }), aRollout(8, { createdAt: t0 - minute })]),
    },
    phase: 'reverting',
    does: ['revert main-1'],
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
    does: ['revert main-1'],
  },
  {
    when: 'the platform is throttled',
    situation: { record: underWay, platform: throttled, now: t0 + 90 * minute },
    phase: 'reverting',
  },
  {
    when: 'the target is gone',
    situation: { record: underWay, platform: gone },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: service api is gone'],
  },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record: underWay, platform: denied, now: t0 + 22 * minute },
    phase: 'stuck',
    tells: ['rollback-failed: cannot go back: not allowed'],
  },
  {
    when: 'the registry is throttled',
    situation: { record: revertingRecord(), platform: aView([broken]), registry: throttled, unchecked: true },
    phase: 'reverting',
  },
  {
    when: 'the registry refuses to tell whether the images exist',
    situation: { record: revertingRecord(), platform: aView([broken]), registry: denied, unchecked: true },
    phase: 'reverting',
    does: ['revert main-1'],
  },
]
it.each(rows)('in reverting: $when', checkRow)
