import { it } from '@jest/globals'
import { anAttempt, aPolicy, aPush, aRollout, aView, digest, evidence, minute, provingRecord, t0 } from '../a-world.ts'

import { checkRow, chosen, denied, firstPause, gone, type Row, throttled } from './row.ts'

const baking = { policy: aPolicy({ bakeMs: 30 * minute }) }
const record = provingRecord(2, baking)
const { digests: _unknown, ...undigested } = aRollout(2)
const rows: Row[] = [
  {
    when: 'it bakes',
    situation: { record, platform: aView([aRollout(2)]) },
    phase: 'proving',
    says: 'bakes for 1740 s more',
  },
  {
    when: 'it has baked',
    situation: { record, platform: aView([aRollout(2)]), now: t0 + 31 * minute },
    phase: 'idle',
    says: 'proven; at rest',
    rests: 'main-2 on td:2',
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'an instance is being replaced late in the bake',
    situation: {
      record: provingRecord(2, {
        ...baking,
        attempt: anAttempt(2, { everHealthy: true, progress: { running: 2, at: t0 + 28 * minute } }),
      }),
      platform: aView([aRollout(2, { running: 1 })]),
      now: t0 + 29 * minute,
    },
    phase: 'proving',
    says: '1 of 2 running after the rollout completed',
  },
  {
    when: 'instances are missing for longer than the deadline',
    situation: { record, platform: aView([aRollout(2, { running: 1 })]), now: t0 + 21 * minute },
    phase: 'reverting',
    says: `goes back: 1 of 2 running after the rollout completed; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'its instances keep dying',
    situation: {
      record,
      platform: aView([aRollout(2)], { evidence: [1, 2, 3].map((task) => evidence(task, 2)) }),
    },
    phase: 'reverting',
    says: `goes back: container app exited with code 1 (3 times since it rolled out); ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'it was scaled to zero',
    situation: { record, platform: aView([aRollout(2, { running: 0 })], { desired: 0 }) },
    phase: 'idle',
    says: 'nothing ran: the desired count is 0; at rest',
    rests: 'main-2 on td:2',
    tells: ['succeeded: nothing ran: the desired count is 0'],
  },
  {
    when: 'the platform condemns it',
    situation: { record, platform: aView([aRollout(2, { state: 'failed' })]) },
    phase: 'reverting',
    says: `goes back: the platform ended the rollout: failed; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'somebody put other images there',
    situation: {
      record,
      platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })]),
    },
    phase: 'idle',
    says: `somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume; at rest`,
    tells: [
      `superseded: somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume`,
    ],
  },
  {
    when: 'a stale write put an older release of ours back',
    situation: {
      record: provingRecord(2, baking, { ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
      platform: aView([aRollout(1, { id: 'stale', createdAt: t0 + minute })]),
    },
    phase: 'rolling',
    says: 'a stale write put an older release back; a stale write put an older release back',
    does: ['apply main-2, again'],
  },
  {
    when: 'a newer image was pushed',
    situation: { record, facts: [aPush(3, { at: t0 + minute })], platform: aView([aRollout(2)]) },
    phase: 'proving',
    says: 'bakes for 1740 s more',
  },
  {
    when: 'the platform is throttled',
    situation: { record, platform: throttled, now: t0 + 50 * minute },
    phase: 'proving',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'what runs cannot be told any more',
    situation: { record, platform: aView([undigested]) },
    phase: 'proving',
    says: 'which images rollout-2 runs cannot be told',
  },
  {
    when: 'what runs cannot be told for longer than the deadline',
    situation: { record, platform: aView([undigested]), now: t0 + 21 * minute },
    phase: 'reverting',
    says: `goes back: which images rollout-2 runs cannot be told; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the target is gone',
    situation: { record, platform: gone },
    phase: 'idle',
    blames: ['service api is gone'],
    says: 'there is nothing to go back to: service api is gone; service api is gone',
    tells: ['failed: there is nothing to go back to: service api is gone'],
  },
  {
    when: 'the platform refuses to be seen',
    situation: { record, platform: denied },
    phase: 'proving',
    says: 'not allowed',
  },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record, platform: denied, now: t0 + 21 * minute },
    phase: 'reverting',
    says: 'goes back: not allowed; not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'nothing was seen',
    situation: { record },
    phase: 'proving',
    says: 'the release must be seen first',
    wakes: 0,
  },
  {
    when: 'the platform is seen again',
    situation: {
      record: { ...record, trouble: { what: 'seeing', since: t0, count: 3, told: 0 } },
      platform: aView([aRollout(2)]),
    },
    phase: 'proving',
    says: 'bakes for 1740 s more',
  },
  {
    when: 'it has baked to the last millisecond but one',
    situation: { record, platform: aView([aRollout(2)]), now: t0 + 30 * minute - 1 },
    phase: 'proving',
    says: 'bakes for 1 s more',
  },
  {
    when: 'it has baked to the last millisecond',
    situation: { record, platform: aView([aRollout(2)]), now: t0 + 30 * minute },
    phase: 'idle',
    says: 'proven; at rest',
    rests: 'main-2 on td:2',
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'its rollout goes on after it had completed',
    situation: { record, platform: aView([aRollout(2, { state: 'in-progress' })]) },
    phase: 'proving',
    says: 'being proven',
  },
  {
    when: 'it runs other images than it completed on',
    situation: { record, platform: aView([aRollout(2, { digests: { app: digest(9) } })]) },
    phase: 'reverting',
    says: `goes back: other images run than were rolled out; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'instances are missing until the deadline',
    situation: { record, platform: aView([aRollout(2, { running: 1 })]), now: t0 + 20 * minute },
    phase: 'reverting',
    says: `goes back: 1 of 2 running after the rollout completed; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'instances are missing until just before the deadline',
    situation: { record, platform: aView([aRollout(2, { running: 1 })]), now: t0 + 20 * minute - 1 },
    phase: 'proving',
    says: '1 of 2 running after the rollout completed',
  },
  {
    when: 'its instances keep dying of different things, the newest said last',
    situation: {
      record,
      platform: aView([aRollout(2)], {
        evidence: ['first', 'second', 'third'].map((reason, task) => evidence(task, 2, { reason })),
      }),
    },
    phase: 'reverting',
    says: `goes back: third (3 times since it rolled out); ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
]
it.each(rows)('in proving: $when', checkRow)
