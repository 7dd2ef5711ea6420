import { it } from '@jest/globals'
import { anAttempt, aRecord, aRollout, digest, minute, second, t0 } from './a-world.ts'
import { checkVerdict, type Row } from './verdict-row.ts'

const stopped = aRollout(2, { leading: false, state: 'stopped' })
const late = aRollout(1, { id: 'late', createdAt: t0 + minute })
/** A way back to a release by its carrier, which was never answered. */
const wayBack = { deploymentId: 'deployment-1', digests: { app: digest(1) }, carrier: 'td:1', at: t0 }
const longAgo = { carrier: 'td:1', deploymentId: 'd1', at: t0 - 60 * minute }
/** Its release came again under another rollout, long after the call, and was taken over. */
const takenOver = anAttempt(2, { rollout: { id: 'adopted', carrier: 'td:2', createdAt: t0 + 5 * minute } })
const putRight = { verdict: 'call', because: 'a stale write put an older release back' } as const
const leftAlone = { verdict: 'usurped', because: 'late' } as const
/** Usurped a moment after its rollout began, it was called for once more, in place of what was put there; nobody answered yet. */
const { rollout: _lost, ...anew } = anAttempt(2, { intent: { at: t0 + second, lastAt: t0 + second, calls: 1 } })
const calledAnew = { ...anew, replaced: 'late' }

/** Before a carrier was called for by its name it may be anybody's: found here, or ours from long ago. */
const rows: Row[] = [
  {
    seen: 'a found carrier that another deployment called for',
    rollouts: [stopped, late],
    record: aRecord({ ours: [], called: [wayBack] }),
    ...putRight,
  },
  {
    seen: 'an older carrier of ours that another deployment called for anew',
    rollouts: [stopped, late],
    record: aRecord({ ours: [longAgo], called: [wayBack] }),
    ...putRight,
  },
  {
    seen: 'an older carrier of ours, its tag of one deployment, that another called for anew',
    rollouts: [stopped, { ...late, madeBy: 'd1' }],
    record: aRecord({ ours: [longAgo], called: [wayBack] }),
    ...putRight,
  },
  {
    seen: 'a carrier that another deployment called for, long after',
    rollouts: [stopped, { ...late, createdAt: t0 + 15 * minute }],
    record: aRecord({ ours: [], called: [wayBack] }),
    now: t0 + 15 * minute,
    ...leftAlone,
  },
  {
    seen: 'a carrier that another deployment called for only later',
    rollouts: [stopped, late],
    record: aRecord({ ours: [], called: [{ ...wayBack, at: t0 + 2 * minute }] }),
    ...leftAlone,
  },
  {
    seen: 'a carrier that this very deployment called for',
    rollouts: [stopped, late],
    record: aRecord({ ours: [], called: [{ ...wayBack, deploymentId: 'deployment-2' }] }),
    ...leftAlone,
  },
  {
    seen: 'what another deployment called for on a carrier that it did not name',
    rollouts: [stopped, { ...late, carrier: 'theirs' }],
    record: aRecord({ ours: [], called: [wayBack] }),
    ...leftAlone,
  },
  {
    seen: 'a carrier that another deployment called for, on other images (force)',
    rollouts: [stopped, { ...late, digests: { app: digest(7) } }],
    record: aRecord({ ours: [], called: [wayBack] }),
    ...leftAlone,
  },
  {
    seen: 'nothing of a rollout that was taken over a moment ago, as a view of before shows it',
    rollouts: [aRollout(1)],
    attempt: takenOver,
    now: t0 + 6 * minute - second,
    verdict: 'not-visible',
    because: 'nothing',
  },
  {
    seen: 'nothing of a rollout that was taken over 60 s ago',
    rollouts: [aRollout(1)],
    attempt: takenOver,
    now: t0 + 6 * minute,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'a rollout of its release that stopped for what it is to replace',
    rollouts: [stopped, { ...late, createdAt: t0 + second }],
    attempt: calledAnew,
    now: t0 + minute,
    verdict: 'not-visible',
    because: 'nothing',
  },
  {
    seen: 'a rollout of its release that stopped for what it is to replace, and nothing else for 60 s',
    rollouts: [stopped, { ...late, createdAt: t0 + second }],
    attempt: calledAnew,
    now: t0 + minute + second,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'a rollout of its release that stopped for what came after the call',
    rollouts: [stopped, { ...late, createdAt: t0 + 2 * second }],
    attempt: { ...calledAnew, replaced: 'rollout-1' },
    now: t0 + 3 * second,
    ...leftAlone,
  },
  {
    seen: 'a rollout of its release that failed, so that what it replaced leads again',
    rollouts: [
      { ...stopped, state: 'rolling-back', reason: 'tasks failed to start' },
      { ...late, createdAt: t0 + second },
    ],
    attempt: calledAnew,
    now: t0 + minute,
    verdict: 'failed',
    because: 'rollout-2; tasks failed to start',
  },
]

it.each(rows)('judges $seen: $verdict', checkVerdict)
