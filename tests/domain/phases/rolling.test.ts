import { it } from '@jest/globals'
import {
  aDeployment,
  anAttempt,
  aPolicy,
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

import { checkRow, chosen, inProgress, type Row } from './row.ts'

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
    says: 'nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'our rollout is in progress',
    situation: { record, platform: aView([aRollout(2, inProgress), draining]) },
    phase: 'rolling',
    says: 'rolling: 0 of 2 running, 2 pending, 0 failed',
  },
  {
    when: 'our rollout completed on our digests',
    situation: { record, platform: aView([aRollout(2)]) },
    phase: 'idle',
    says: 'rolled out; proven; at rest',
    rests: 'main-2 on td:2',
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'it completed and bakes',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ bakeMs: 5 * minute }) }),
      platform: aView([aRollout(2)]),
    },
    phase: 'proving',
    says: 'rolled out; bakes for 300 s more',
  },
  {
    when: 'it completed, and what it runs is not known yet',
    situation: {
      record,
      platform: aView([{ ...withoutDigests(2), running: 2 }]),
    },
    phase: 'rolling',
    says: 'completed; which images rollout-2 runs is being looked up',
  },
  {
    when: 'it completed on other digests',
    situation: { record, platform: aView([aRollout(2, { digests: { app: digest(9) } })]) },
    phase: 'reverting',
    says: `goes back: the platform resolved the tag to other images than were pushed: ${digest(9)}; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'it completed with nothing to run',
    situation: { record, platform: aView([aRollout(2, { desired: 0, running: 0 })], { desired: 0 }) },
    phase: 'idle',
    says: 'nothing ran: the desired count is 0; at rest',
    rests: 'main-2 on td:2',
    tells: ['succeeded: nothing ran: the desired count is 0'],
  },
  ...(['failed', 'rolled-back', 'rollback-failed'] as const).map((state) => ({
    when: `the platform says ${state}`,
    situation: { record, platform: aView([aRollout(2, { state })]) },
    phase: 'reverting',
    says: `goes back: the platform ended the rollout: ${state}; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
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
    says: 'goes back: the platform ended the rollout: rolling-back; the platform goes back by itself',
  },
  {
    when: 'it was stopped and nothing else leads',
    situation: { record, platform: aView([aRollout(2, { state: 'stopped' })]) },
    phase: 'reverting',
    says: `goes back: the platform ended the rollout: stopped; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
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
    says: 'rolled out; proven; at rest',
    rests: 'main-2 on td:2',
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
    says: `somebody else put other images on the target (${digest(7)}); automatic deployments wait for a newer push or resume; at rest`,
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
    says: 'a stale write put an older release back',
    does: ['apply main-2, again'],
  },
  {
    when: 'two of its tasks failed before any was healthy',
    situation: {
      record,
      platform: aView([aRollout(2, inProgress), draining], { evidence: [evidence(1, 2), evidence(2, 2)] }),
    },
    phase: 'reverting',
    says: `goes back: container app exited with code 1 (2 times); ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'one of its tasks failed',
    situation: { record, platform: aView([aRollout(2, inProgress), draining], { evidence: [evidence(1, 2)] }) },
    phase: 'rolling',
    says: 'rolling: 0 of 2 running, 2 pending, 0 failed',
  },
  {
    when: 'the call is not visible yet',
    situation: { record: rollingRecord(2, { attempt: lately(30) }), platform: aView([aRollout(1)]) },
    phase: 'rolling',
    says: 'the rollout is not visible yet',
  },
  {
    when: 'the call was lost',
    situation: {
      record: rollingRecord(2, { attempt: lately(0) }),
      platform: aView([aRollout(1)], { at: t0 + 2 * minute }),
      now: t0 + 2 * minute,
    },
    phase: 'rolling',
    says: 'what was called is not there',
    does: ['apply main-2, again'],
  },
  {
    when: 'nothing moves within the deadline',
    situation: {
      record,
      platform: aView([aRollout(2, inProgress), draining], { at: t0 + 21 * minute }),
      now: t0 + 21 * minute,
    },
    phase: 'reverting',
    says: `goes back: no progress for 20 minutes: 0 of 2 running, 2 pending; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'the platform does not tell how it fares',
    situation: { record, platform: aView([aRollout(2, { state: 'unsupported' })]) },
    phase: 'reverting',
    says: `goes back: the platform does not say how this rollout fares (classic load balancer): not supported; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
]
it.each(rows)('in rolling: $when', checkRow)
