import { it } from '@jest/globals'
import type { Rollout } from '../../shared/domain/observation.ts'
import { anAttempt, aRecord, aRollout, digest, minute, release, second, t0 } from './a-world.ts'
import { checkVerdict, type Row } from './verdict-row.ts'

const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const
const own = aRollout(2)
const { rollout: _answer, ...unanswered } = anAttempt(2)
const overtaken = aRollout(2, { leading: false, ...inProgress })
const late = t0 + 30 * minute
const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })
const stopped = aRollout(2, { leading: false, state: 'stopped' })
const copy = aRollout(6, { createdAt: t0 + minute, madeBy: 'deployment-6' })
const called = { deploymentId: 'deployment-6', digests: { app: digest(6) }, at: t0 }

const rows: Row[] = [
  {
    seen: 'failed while another leads',
    rollouts: [aRollout(2, { state: 'failed', leading: false }), theirs],
    verdict: 'failed',
    because: 'rollout-2; the platform ended the rollout: failed',
  },
  {
    seen: 'stopped, nothing else leads',
    rollouts: [aRollout(2, { state: 'stopped', leading: false })],
    verdict: 'failed',
    because: 'rollout-2; the platform ended the rollout: stopped',
  },
  {
    seen: 'stopped, usurper leads',
    rollouts: [aRollout(2, { state: 'stopped', leading: false }), theirs],
    verdict: 'usurped',
    because: 'theirs',
  },
  { seen: 'completed but not leading', rollouts: [aRollout(2, { leading: false })], verdict: 'in-progress' },
  { seen: 'never answered, but its images lead', rollouts: [own], attempt: unanswered, verdict: 'rolled-out' },
  {
    seen: 'an older carrier of ours past the deadline',
    rollouts: [stopped, aRollout(1, { id: 'stale', createdAt: t0 + 19 * minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + 18 * minute }] }),
    now: t0 + 20 * minute,
    verdict: 'failed',
    because:
      'rollout-2; the platform ended the rollout: stopped; no progress for 20 minutes: 2 of 2 running, 0 pending',
  },
  {
    seen: 'what led before leads again past the deadline',
    rollouts: [overtaken, aRollout(1)],
    now: t0 + 20 * minute,
    verdict: 'failed',
    because: 'rollout-2; no progress for 20 minutes: 0 of 2 running, 2 pending',
  },
  {
    seen: 'its images led before the call',
    rollouts: [aRollout(2, { createdAt: t0 - minute })],
    attempt: unanswered,
    now: t0 + minute,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'our images under another id',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      { ...own, id: 'other', createdAt: t0 + minute, ...inProgress },
    ],
    verdict: 'in-progress',
    because: 'other',
  },
  {
    seen: 'our images under another id failed',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      { ...own, id: 'other', createdAt: t0 + minute, state: 'failed' },
    ],
    verdict: 'failed',
    because: 'other; the rollout other of our release failed',
  },
  {
    seen: 'an older carrier of ours',
    rollouts: [aRollout(2, { leading: false, state: 'stopped' }), aRollout(1, { id: 'stale', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
    verdict: 'call',
    because: 'a stale write put an older release back',
  },
  {
    seen: 'an older carrier of ours, long after',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      aRollout(1, { id: 'console', createdAt: t0 + 15 * minute }),
    ],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
    now: t0 + 15 * minute,
    verdict: 'usurped',
    because: 'console',
  },
  {
    seen: 'a carrier of ours, put there before it was ours',
    rollouts: [aRollout(1, { id: 'console', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + 2 * minute }] }),
    attempt: anAttempt(2, { rollout: { id: 'gone', carrier: 'td:2', createdAt: t0 } }),
    verdict: 'usurped',
    because: 'console',
  },
  {
    seen: 'what another deployment called for, by the tag of its carrier',
    rollouts: [stopped, copy],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'call',
    because: 'a stale write put an older release back',
  },
  {
    seen: 'a copy of our carrier with its tags and other images',
    rollouts: [stopped, { ...copy, digests: { app: digest(7) } }],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'usurped',
    because: 'rollout-6',
  },
  {
    seen: 'a copy of our carrier with its tags, long after the call',
    rollouts: [stopped, { ...copy, createdAt: t0 + 15 * minute }],
    record: aRecord({ ours: [], called: [called] }),
    now: t0 + 15 * minute,
    verdict: 'usurped',
    because: 'rollout-6',
  },
  {
    seen: 'a tag of a deployment that never called',
    rollouts: [stopped, { ...copy, madeBy: 'deployment-5' }],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'usurped',
    because: 'rollout-6',
  },
  {
    seen: 'a copy of our carrier whose images are not known yet',
    rollouts: [aRollout(2, { leading: false, ...inProgress }), withoutDigests(copy)],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'in-progress',
  },
  {
    seen: 'our carrier started once more on other digests (force)',
    rollouts: [stopped, aRollout(2, { id: 'twice', createdAt: t0 + minute, digests: { app: digest(9) } })],
    verdict: 'resolved-other',
    because: 'twice',
  },
  {
    seen: 'a usurper past the deadline',
    rollouts: [stopped, theirs],
    now: late,
    verdict: 'usurped',
    because: 'theirs',
  },
  {
    seen: 'a usurper whose images are not known yet',
    rollouts: [aRollout(2, { leading: false, state: 'in-progress' }), withoutDigests(theirs)],
    verdict: 'in-progress',
  },
  {
    seen: 'what led before leads again for more than 60 s',
    rollouts: [overtaken, aRollout(1)],
    now: t0 + 2 * minute,
    verdict: 'call',
    because: 'an older rollout leads again',
  },
  {
    seen: 'a usurper of the very moment in which ours was created',
    rollouts: [stopped, aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + second })],
    verdict: 'usurped',
    because: 'theirs',
  },
  {
    seen: 'a usurper of the very moment of a call that nobody answered',
    rollouts: [{ ...theirs, createdAt: t0 }],
    attempt: unanswered,
    now: t0 + 2 * minute,
    verdict: 'usurped',
    because: 'theirs',
  },
  {
    seen: 'what somebody put there just before a call that nobody answered',
    rollouts: [{ ...theirs, createdAt: t0 - 1 }],
    attempt: unanswered,
    now: t0 + 2 * minute,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'a usurper that completed on images nobody knows',
    rollouts: [stopped, { ...withoutDigests(theirs), state: 'completed' }],
    verdict: 'usurped',
    because: 'theirs',
  },
  {
    seen: 'our carrier started once more, under way (force)',
    rollouts: [
      stopped,
      aRollout(2, { id: 'twice', createdAt: t0 + minute, digests: { app: digest(9) }, ...inProgress }),
    ],
    verdict: 'in-progress',
    because: 'twice',
  },
  {
    seen: 'our carrier started once more, completed on images not known yet (force)',
    rollouts: [stopped, { ...withoutDigests(aRollout(2)), id: 'twice', createdAt: t0 + minute, state: 'completed' }],
    verdict: 'in-progress',
    because: 'twice',
  },
  ...(['failed', 'rolling-back', 'rolled-back', 'rollback-failed'] as const).map((state) => ({
    seen: `our carrier started once more, ${state} (force)`,
    rollouts: [stopped, aRollout(2, { id: 'twice', createdAt: t0 + minute, digests: { app: digest(9) }, state })],
    verdict: 'failed' as const,
    because: 'twice; the rollout twice failed',
  })),
  {
    seen: 'our carrier started once more, failed in the words of the platform (force)',
    rollouts: [
      stopped,
      aRollout(2, {
        id: 'twice',
        createdAt: t0 + minute,
        digests: { app: digest(9) },
        state: 'failed',
        reason: 'no room',
      }),
    ],
    verdict: 'failed',
    because: 'twice; no room',
  },
  {
    seen: 'our images under another id failed in the words of the platform',
    rollouts: [stopped, { ...own, id: 'other', createdAt: t0 + minute, state: 'failed', reason: 'no room' }],
    verdict: 'failed',
    because: 'other; no room',
  },
  {
    seen: 'our images under another id failed, of a carrier that is known',
    rollouts: [stopped, { ...own, id: 'other', createdAt: t0 + minute, state: 'failed' }],
    attempt: anAttempt(2, { release: release(2) }),
    verdict: 'failed',
    because: 'other; the rollout other of td:2 failed',
  },
  {
    seen: 'another carrier of this very deployment',
    rollouts: [stopped, aRollout(6, { createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:6', deploymentId: 'deployment-2', at: t0 }] }),
    verdict: 'usurped',
    because: 'rollout-6',
  },
  {
    seen: 'a carrier with the tag of this very deployment and other images',
    rollouts: [stopped, { ...copy, madeBy: 'deployment-2' }],
    record: aRecord({ ours: [], called: [{ ...called, deploymentId: 'deployment-2' }] }),
    verdict: 'usurped',
    because: 'rollout-6',
  },
  {
    seen: 'an older carrier of ours, a little before it was wanted, by the clock of another worker',
    rollouts: [stopped, aRollout(1, { id: 'stale', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + minute + 2 * second }] }),
    verdict: 'call',
    because: 'a stale write put an older release back',
  },
  {
    seen: 'an older carrier of ours, more than that before it was wanted',
    rollouts: [stopped, aRollout(1, { id: 'console', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + minute + 2 * second + 1 }] }),
    verdict: 'usurped',
    because: 'console',
  },
  {
    seen: 'an older carrier of ours, just within the time a stale write may take',
    rollouts: [stopped, aRollout(1, { id: 'stale', createdAt: t0 + 15 * minute - 1 })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
    now: t0 + 15 * minute,
    verdict: 'call',
    because: 'a stale write put an older release back',
  },
  {
    seen: 'what led before leads again for just 60 s',
    rollouts: [overtaken, aRollout(1)],
    now: t0 + minute + second,
    verdict: 'call',
    because: 'an older rollout leads again',
  },
  {
    seen: 'what led before leads again for a little less',
    rollouts: [overtaken, aRollout(1)],
    now: t0 + minute + second - 1,
    verdict: 'in-progress',
  },
]

it.each(rows)('judges $seen: $verdict', checkVerdict)

function withoutDigests(rollout: Rollout): Rollout {
  const { digests: _unknown, ...rest } = rollout
  return { ...rest, ...inProgress }
}
