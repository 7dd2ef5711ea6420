import { it } from '@jest/globals'
import {
  aDeployment,
  anAttempt,
  aPolicy,
  aPush,
  aRollout,
  aView,
  digest,
  draining,
  evidence,
  image,
  minute,
  rollingRecord,
  second,
  t0,
} from '../a-world.ts'

import { checkRow, denied, gone, inProgress, type Row, throttled } from './row.ts'

const uncalled = aDeployment(2, {
  attempt: {
    release: { images: { app: image(2) } },
    force: false,
    progress: { running: 0, at: t0 },
    seenAt: t0,
    evidence: [],
    everHealthy: false,
  },
})
const unanswered = { release: anAttempt(2).release, force: false, evidence: [], everHealthy: false } as const

function withoutDigests(n: number) {
  const { digests: _unknown, ...rest } = aRollout(n)
  return rest
}

/** Called `seconds` after the start, not answered. */
function lately(seconds: number) {
  const at = t0 + seconds * second
  return { ...unanswered, intent: { at, lastAt: at, calls: 1 }, progress: { running: 0, at }, seenAt: at }
}

const record = rollingRecord()
const rows: Row[] = [
  {
    when: 'nothing was called yet',
    situation: { record: rollingRecord(2, uncalled), platform: aView([aRollout(1)]) },
    phase: 'rolling',
    does: ['apply main-2'],
  },
  {
    when: 'our rollout is in progress',
    situation: { record, platform: aView([aRollout(2, inProgress), draining]) },
    phase: 'rolling',
  },
  {
    when: 'our rollout completed on our digests',
    situation: { record, platform: aView([aRollout(2)]) },
    phase: 'idle',
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'it completed and bakes',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ bakeMs: 5 * minute }) }),
      platform: aView([aRollout(2)]),
    },
    phase: 'proving',
  },
  {
    when: 'it completed, and what it runs is not known yet',
    situation: {
      record,
      platform: aView([{ ...withoutDigests(2), running: 2 }]),
    },
    phase: 'rolling',
  },
  {
    when: 'it completed on other digests',
    situation: { record, platform: aView([aRollout(2, { digests: { app: digest(9) } })]) },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'it completed with nothing to run',
    situation: { record, platform: aView([aRollout(2, { desired: 0, running: 0 })], { desired: 0 }) },
    phase: 'idle',
    tells: ['succeeded: nothing ran: the desired count is 0'],
  },
  ...(['failed', 'rolled-back', 'rollback-failed'] as const).map((state) => ({
    when: `the platform says ${state}`,
    situation: { record, platform: aView([aRollout(2, { state })]) },
    phase: 'reverting',
    does: ['revert main-1'],
  })),
  {
    when: 'the platform is rolling back by itself to a release of the ledger',
    situation: {
      record,
      platform: aView([
        aRollout(2, { state: 'rolling-back', leading: false }),
        aRollout(1, { state: 'in-progress', running: 1 }),
      ]),
    },
    phase: 'reverting',
  },
  {
    when: 'it was stopped and nothing else leads',
    situation: { record, platform: aView([aRollout(2, { state: 'stopped' })]) },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'it was stopped because somebody put the same images there',
    situation: {
      record,
      platform: aView([
        aRollout(2, { state: 'stopped', leading: false }),
        aRollout(2, { id: 'restarted', createdAt: t0 + minute }),
      ]),
    },
    phase: 'idle',
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'somebody put other images there',
    situation: {
      record,
      platform: aView([
        aRollout(2, { state: 'stopped', leading: false }),
        aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute, ...inProgress }),
      ]),
    },
    phase: 'idle',
    tells: [
      `superseded: somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume`,
    ],
  },
  {
    when: 'a stale write put an older release of ours back',
    situation: {
      record: rollingRecord(2, {}, { ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
      platform: aView([
        aRollout(2, { state: 'stopped', leading: false }),
        aRollout(1, { id: 'stale', createdAt: t0 + minute }),
      ]),
    },
    phase: 'rolling',
    does: ['apply main-2'],
  },
  {
    when: 'two of its tasks failed before any was healthy',
    situation: {
      record,
      platform: aView([aRollout(2, inProgress), draining], { evidence: [evidence(1, 2), evidence(2, 2)] }),
    },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'one of its tasks failed',
    situation: { record, platform: aView([aRollout(2, inProgress), draining], { evidence: [evidence(1, 2)] }) },
    phase: 'rolling',
  },
  {
    when: 'the call is not visible yet',
    situation: { record: rollingRecord(2, { attempt: lately(30) }), platform: aView([aRollout(1)]) },
    phase: 'rolling',
  },
  {
    when: 'the call was lost',
    situation: {
      record: rollingRecord(2, { attempt: lately(0) }),
      platform: aView([aRollout(1)], { at: t0 + 2 * minute }),
      now: t0 + 2 * minute,
    },
    phase: 'rolling',
    does: ['apply main-2'],
  },
  {
    when: 'nothing moves within the deadline',
    situation: {
      record,
      platform: aView([aRollout(2, inProgress), draining], { at: t0 + 21 * minute }),
      now: t0 + 21 * minute,
    },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  {
    when: 'the platform does not tell how it fares',
    situation: { record, platform: aView([aRollout(2, { state: 'unsupported' })]) },
    phase: 'reverting',
    does: ['revert main-1'],
  },
  { when: 'the platform is throttled', situation: { record, platform: throttled }, phase: 'rolling' },
  {
    when: 'the target is gone',
    situation: { record, platform: gone },
    phase: 'idle',
    tells: ['failed: there is nothing to go back to: service api is gone'],
  },
  { when: 'the platform refuses to be seen', situation: { record, platform: denied }, phase: 'rolling' },
  {
    when: 'the platform refuses to be seen for longer than the deadline',
    situation: { record, platform: denied, now: t0 + 21 * minute },
    phase: 'reverting',
  },
  {
    when: 'the call was refused for good',
    situation: {
      record: rollingRecord(2, { attempt: { ...lately(30), refusal: 'role not found' } }),
      platform: aView([aRollout(1)]),
    },
    phase: 'idle',
    tells: ['failed: nothing was changed: role not found'],
  },
  {
    when: 'a newer image was pushed',
    situation: {
      record,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([aRollout(2, inProgress), draining]),
    },
    phase: 'rolling',
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'a newer image was pushed and newer pushes queue',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ onNewerPush: 'queue' }) }),
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([aRollout(2, inProgress), draining]),
    },
    phase: 'rolling',
  },
  {
    when: 'rollback is off and it fails',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ rollback: 'off' }) }),
      platform: aView([aRollout(2, { state: 'failed' })]),
    },
    phase: 'idle',
    tells: ['failed: rollback is off: the broken release is still on the target'],
  },
  {
    when: 'it fails and nothing was ever proven',
    situation: { record: rollingRecord(2, {}, { ledger: [] }), platform: aView([aRollout(2, { state: 'failed' })]) },
    phase: 'idle',
    tells: ['failed: there is nothing to go back to: nothing was ever proven here'],
  },
]
it.each(rows)('in rolling: $when', checkRow)
