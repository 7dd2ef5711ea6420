import { it } from '@jest/globals'
import { anAttempt, aPolicy, aPush, aRollout, aView, digest, evidence, minute, provingRecord, t0 } from '../a-world.ts'

import { checkRow, denied, gone, type Row, throttled } from './row.ts'

const baking = { policy: aPolicy({ bakeMs: 30 * minute }) }
const record = provingRecord(2, baking)
const { digests: _unknown, ...undigested } = aRollout(2)
const rows: Row[] = [
  { when: 'it bakes', situation: { record, platform: aView([aRollout(2)]) }, phase: 'proving' },
  {
    when: 'it has baked',
    situation: { record, platform: aView([aRollout(2)]), now: t0 + 31 * minute },
    phase: 'idle',
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
  },
  {
    when: 'instances are missing for longer than the deadline',
    situation: { record, platform: aView([aRollout(2, { running: 1 })]), now: t0 + 21 * minute },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'its instances keep dying',
    situation: {
      record,
      platform: aView([aRollout(2)], { evidence: [1, 2, 3].map((task) => evidence(task, 2)) }),
    },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'it was scaled to zero',
    situation: { record, platform: aView([aRollout(2, { running: 0 })], { desired: 0 }) },
    phase: 'idle',
    tells: ['succeeded: nothing ran: the desired count is 0'],
  },
  {
    when: 'the platform condemns it',
    situation: { record, platform: aView([aRollout(2, { state: 'failed' })]) },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'somebody put other images there',
    situation: {
      record,
      platform: aView([aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })]),
    },
    phase: 'idle',
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
    does: ['apply main-2'],
  },
  {
    when: 'a newer image was pushed',
    situation: { record, facts: [aPush(3, { at: t0 + minute })], platform: aView([aRollout(2)]) },
    phase: 'proving',
  },
  {
    when: 'the platform is throttled',
    situation: { record, platform: throttled, now: t0 + 50 * minute },
    phase: 'proving',
  },
  {
    when: 'what runs cannot be told any more',
    situation: { record, platform: aView([undigested]) },
    phase: 'proving',
  },
  {
    when: 'what runs cannot be told for longer than the deadline',
    situation: { record, platform: aView([undigested]), now: t0 + 21 * minute },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'the target is gone',
    situation: { record, platform: gone },
    phase: 'idle',
    tells: ['failed: there is nothing to go back to: service api is gone'],
  },
  { when: 'the platform refuses to be seen', situation: { record, platform: denied }, phase: 'proving' },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record, platform: denied, now: t0 + 21 * minute },
    phase: 'reverting',
  },
]
it.each(rows)('in proving: $when', checkRow)
