import { it } from '@jest/globals'
import {
  aPending,
  aPolicy,
  aPush,
  aRollout,
  aView,
  digest,
  entry,
  goingBack,
  minute,
  revertingRecord,
  second,
  t0,
} from '../a-world.ts'

import { checkRow, denied, firstPause, gone, inProgress, type Row, throttled } from './row.ts'

const back = aRollout(1, { id: 'rollout-back', createdAt: t0 + minute + second })
const { digests: _unknown, ...undigested } = back
const { rollout: _answer, ...unanswered } = goingBack.attempt
const underWay = revertingRecord(2, goingBack)
const rows: Row[] = [
  {
    when: 'the way back is under way',
    situation: {
      record: underWay,
      platform: aView([aRollout(2, { leading: false, state: 'stopped' }), { ...back, ...inProgress }]),
    },
    phase: 'reverting',
    says: 'goes back: 0 of 2 running',
  },
  {
    when: 'the proven release runs again',
    situation: { record: underWay, platform: aView([back]) },
    phase: 'idle',
    blames: ['it crashed'],
    says: 'the target is back on a proven release; at rest',
    rests: 'main-1 on td:1',
    tells: ['rolled-back: it crashed'],
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
    blames: ['it crashed'],
    says: 'the target is back on a proven release; at rest',
    rests: 'main-1 on td:1',
    tells: ['rolled-back: it crashed'],
  },
  {
    when: 'the way back fails, whatever older releases are left',
    situation: {
      record: revertingRecord(2, goingBack, { ledger: [entry(1), entry(0)] }),
      platform: aView([{ ...back, state: 'failed', reason: 'out of memory' }]),
    },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'cannot go back: main-1 failed too: out of memory; stuck',
    tells: ['rollback-failed: cannot go back: main-1 failed too: out of memory'],
  },
  {
    when: 'the way back runs other images',
    situation: {
      record: revertingRecord(2, goingBack, { ledger: [entry(1), entry(0)] }),
      platform: aView([{ ...back, digests: { app: digest(9) } }]),
    },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'cannot go back: main-1 failed too: other images ran than were asked for; stuck',
    tells: ['rollback-failed: cannot go back: main-1 failed too: other images ran than were asked for'],
  },
  {
    when: 'what the way back runs is not known yet',
    situation: { record: underWay, platform: aView([undigested]) },
    phase: 'reverting',
    says: 'completed, but which images it runs cannot be told',
  },
  {
    when: 'what the way back runs is not known within the deadline',
    situation: { record: underWay, platform: aView([undigested]), now: t0 + 21 * minute },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'cannot go back: main-1 failed too: completed, but which images it runs cannot be told; stuck',
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
    says: 'goes back: 0 of 2 running',
  },
  {
    when: 'it is over and a newer image waits',
    situation: { record: { ...underWay, pending: aPending(3) }, platform: aView([back]) },
    phase: 'rolling',
    blames: ['it crashed'],
    says: 'the target is back on a proven release; starts deployment-3; nothing was called yet',
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
    says: 'a stale write put an older release back',
    does: ['revert main-1, again, in place of td:2'],
  },
  {
    when: 'somebody put other images there',
    situation: {
      record: underWay,
      platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + 2 * minute })]),
      now: t0 + 3 * minute,
    },
    phase: 'idle',
    blames: ['it crashed'],
    says: `somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume; at rest`,
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
    says: 'goes on going back; nothing was called yet',
    does: ['revert main-1, in place of td:2'],
    tells: ['usurped: somebody else put other images on the target; going back goes on (onUsurped: go-on)'],
  },
  {
    when: 'the platform is throttled',
    situation: { record: underWay, platform: throttled, now: t0 + 90 * minute },
    phase: 'reverting',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the target is gone',
    situation: { record: underWay, platform: gone },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'cannot go back: service api is gone; stuck',
    tells: ['rollback-failed: cannot go back: service api is gone'],
  },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record: underWay, platform: denied, now: t0 + 22 * minute },
    phase: 'stuck',
    blames: ['it crashed'],
    says: 'cannot go back: not allowed; stuck',
    tells: ['rollback-failed: cannot go back: not allowed'],
  },
  {
    when: 'nothing was seen',
    situation: { record: underWay },
    phase: 'reverting',
    says: 'what is on the target must be seen first',
    wakes: 0,
  },
  {
    when: 'the platform is seen again',
    situation: {
      record: { ...underWay, trouble: { what: 'seeing', since: t0, count: 3, told: 0 } },
      platform: aView([{ ...back, ...inProgress, running: 1 }]),
    },
    phase: 'reverting',
    says: 'goes back: 1 of 2 running',
  },
  {
    when: 'the platform refuses to be seen until the deadline',
    situation: { record: underWay, platform: denied, now: t0 + 21 * minute },
    phase: 'stuck',
    says: 'cannot go back: not allowed; stuck',
    blames: ['it crashed'],
    tells: ['rollback-failed: cannot go back: not allowed'],
  },
  {
    when: 'the platform refuses to be seen until just before the deadline',
    situation: { record: underWay, platform: denied, now: t0 + 21 * minute - 1 },
    phase: 'reverting',
    says: 'not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'the proven release is back and nothing is to run',
    situation: { record: underWay, platform: aView([{ ...back, running: 0 }], { desired: 0 }) },
    phase: 'idle',
    blames: ['it crashed'],
    says: 'the target is back on a proven release; at rest',
    rests: 'main-1 on td:1',
    tells: ['rolled-back: it crashed'],
  },
]
it.each(rows)('in reverting: $when', checkRow)
