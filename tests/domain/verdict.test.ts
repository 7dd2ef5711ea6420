import { expect, it } from '@jest/globals'
import type { PlatformView, Rollout } from '../../shared/domain/observation.ts'
import type { Attempt, TargetRecord } from '../../shared/domain/record.ts'
import { verdictOn } from '../../shared/domain/verdict.ts'
import {
  anAttempt,
  aPolicy,
  aRecord,
  aRollout,
  aView,
  digest,
  draining,
  evidence,
  image,
  minute,
  second,
  t0,
} from './a-world.ts'

interface Row {
  readonly seen: string
  readonly rollouts: readonly Rollout[]
  readonly attempt?: Attempt
  readonly view?: Partial<PlatformView>
  readonly record?: TargetRecord
  readonly now?: number
  readonly verdict: string
}

const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const
const own = aRollout(2)
const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _intent, ...uncalled } = unanswered
const late = t0 + 30 * minute
const theirs = aRollout(7, { id: 'theirs', carrier: 'theirs', createdAt: t0 + minute })
const deaths = [evidence(1, 2), evidence(2, 2)]
const child = digest(22)
const stopped = aRollout(2, { leading: false, state: 'stopped' })
const copy = aRollout(6, { createdAt: t0 + minute, madeBy: 'deployment-6' })
const called = { deploymentId: 'deployment-6', digests: { app: digest(6) }, at: t0 }

const rows: Row[] = [
  { seen: 'nothing called', rollouts: [draining], attempt: uncalled, verdict: 'call' },
  {
    seen: 'refused',
    rollouts: [draining],
    attempt: { ...unanswered, intent: { at: t0, lastAt: t0, calls: 1, refused: true } },
    verdict: 'call',
  },
  {
    seen: 'refused, and yet it is there',
    rollouts: [aRollout(2, inProgress)],
    attempt: { ...unanswered, intent: { at: t0, lastAt: t0, calls: 1, refused: true } },
    verdict: 'in-progress',
  },
  {
    seen: 'a view older than the call, long after it',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    view: { at: t0 - second },
    now: late,
    verdict: 'not-visible',
  },
  { seen: 'failed', rollouts: [aRollout(2, { state: 'failed' })], verdict: 'failed' },
  {
    seen: 'failed while another leads',
    rollouts: [aRollout(2, { state: 'failed', leading: false }), theirs],
    verdict: 'failed',
  },
  {
    seen: 'stopped, nothing else leads',
    rollouts: [aRollout(2, { state: 'stopped', leading: false })],
    verdict: 'failed',
  },
  {
    seen: 'stopped, usurper leads',
    rollouts: [aRollout(2, { state: 'stopped', leading: false }), theirs],
    verdict: 'usurped',
  },
  { seen: 'unsupported and completed digests', rollouts: [aRollout(2, { state: 'unsupported' })], verdict: 'failed' },
  {
    seen: 'evidence beyond tolerance and past the deadline',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { evidence: deaths }),
    now: late,
    verdict: 'failed',
  },
  {
    seen: 'the same instance told twice',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { evidence: [evidence(1, 2)] }),
    verdict: 'in-progress',
  },
  {
    seen: 'evidence of another rollout, or inconclusive',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, {
      evidence: [
        evidence(1, 1),
        evidence(2, 1),
        evidence(3, 2, { conclusive: false }),
        evidence(4, 2, { conclusive: false }),
      ],
    }),
    verdict: 'in-progress',
  },
  {
    seen: 'two deaths after one was healthy',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { everHealthy: true, evidence: deaths }),
    verdict: 'in-progress',
  },
  {
    seen: 'three deaths after one was healthy',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { everHealthy: true, evidence: [...deaths, evidence(3, 2)] }),
    verdict: 'failed',
  },
  {
    seen: 'four deaths after one of ten was healthy',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { everHealthy: true, evidence: [...deaths, evidence(3, 2), evidence(4, 2)] }),
    view: { desired: 10 },
    verdict: 'in-progress',
  },
  { seen: 'completed past the deadline', rollouts: [own], now: late, verdict: 'rolled-out' },
  { seen: 'completed but not leading', rollouts: [aRollout(2, { leading: false })], verdict: 'in-progress' },
  {
    seen: 'completed on other digests',
    rollouts: [aRollout(2, { digests: { app: digest(9) } })],
    verdict: 'resolved-other',
  },
  {
    seen: 'completed on a child of our index',
    rollouts: [aRollout(2, { digests: { app: child } })],
    record: aRecord({ manifests: { [digest(2)]: [child] } }),
    verdict: 'rolled-out',
  },
  { seen: 'completed, desired 0', rollouts: [own], view: { desired: 0 }, verdict: 'nothing-ran' },
  {
    seen: 'nothing of it within 60 s',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    now: t0 + 59 * second,
    view: { at: t0 + 59 * second },
    verdict: 'not-visible',
  },
  { seen: 'nothing of it after 60 s', rollouts: [aRollout(1)], attempt: unanswered, now: t0 + minute, verdict: 'call' },
  { seen: 'never answered, but its images lead', rollouts: [own], attempt: unanswered, verdict: 'rolled-out' },
  {
    seen: 'nothing of it past the deadline',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    now: t0 + 20 * minute,
    verdict: 'failed',
  },
  {
    seen: 'an older carrier of ours past the deadline',
    rollouts: [stopped, aRollout(1, { id: 'stale', createdAt: t0 + 19 * minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + 18 * minute }] }),
    now: t0 + 20 * minute,
    verdict: 'failed',
  },
  {
    seen: 'what led before leads again past the deadline',
    rollouts: [aRollout(2, { leading: false, ...inProgress }), aRollout(1)],
    now: t0 + 20 * minute,
    verdict: 'failed',
  },
  {
    seen: 'its images led before the call',
    rollouts: [aRollout(2, { createdAt: t0 - minute })],
    attempt: unanswered,
    now: t0 + minute,
    verdict: 'call',
  },
  {
    seen: 'our images under another id',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      { ...own, id: 'other', createdAt: t0 + minute, ...inProgress },
    ],
    verdict: 'in-progress',
  },
  {
    seen: 'our images under another id failed',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      { ...own, id: 'other', createdAt: t0 + minute, state: 'failed' },
    ],
    verdict: 'failed',
  },
  {
    seen: 'an older carrier of ours',
    rollouts: [aRollout(2, { leading: false, state: 'stopped' }), aRollout(1, { id: 'stale', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 }] }),
    verdict: 'call',
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
  },
  {
    seen: 'a carrier of ours, put there before it was ours',
    rollouts: [aRollout(1, { id: 'console', createdAt: t0 + minute })],
    record: aRecord({ ours: [{ carrier: 'td:1', deploymentId: 'd1', at: t0 + 2 * minute }] }),
    attempt: anAttempt(2, { rollout: { id: 'gone', carrier: 'td:2', createdAt: t0 } }),
    verdict: 'usurped',
  },
  {
    seen: 'what another deployment called for, by the tag of its carrier',
    rollouts: [stopped, copy],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'call',
  },
  {
    seen: 'a copy of our carrier with its tags and other images',
    rollouts: [stopped, { ...copy, digests: { app: digest(7) } }],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'usurped',
  },
  {
    seen: 'a copy of our carrier with its tags, long after the call',
    rollouts: [stopped, { ...copy, createdAt: t0 + 15 * minute }],
    record: aRecord({ ours: [], called: [called] }),
    now: t0 + 15 * minute,
    verdict: 'usurped',
  },
  {
    seen: 'a tag of a deployment that never called',
    rollouts: [stopped, { ...copy, madeBy: 'deployment-5' }],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'usurped',
  },
  {
    seen: 'a copy of our carrier whose images are not known yet',
    rollouts: [aRollout(2, { leading: false, ...inProgress }), withoutDigests(copy)],
    record: aRecord({ ours: [], called: [called] }),
    verdict: 'in-progress',
  },
  {
    seen: 'our carrier started once more on other digests (force)',
    rollouts: [
      aRollout(2, { leading: false, state: 'stopped' }),
      aRollout(2, { id: 'twice', createdAt: t0 + minute, digests: { app: digest(9) } }),
    ],
    verdict: 'resolved-other',
  },
  {
    seen: 'a usurper past the deadline',
    rollouts: [aRollout(2, { leading: false, state: 'stopped' }), theirs],
    now: late,
    verdict: 'usurped',
  },
  {
    seen: 'a usurper whose images are not known yet',
    rollouts: [aRollout(2, { leading: false, state: 'in-progress' }), withoutDigests(theirs)],
    verdict: 'in-progress',
  },
  {
    seen: 'no progress for the deadline',
    rollouts: [aRollout(2, inProgress), draining],
    now: t0 + 20 * minute,
    verdict: 'failed',
  },
  {
    seen: 'a little less',
    rollouts: [aRollout(2, inProgress), draining],
    now: t0 + 20 * minute - 1,
    verdict: 'in-progress',
  },
  { seen: 'no rollout at all past the deadline', rollouts: [], now: late, verdict: 'failed' },
  {
    seen: 'what led before leads again for more than 60 s',
    rollouts: [aRollout(2, { leading: false, ...inProgress }), aRollout(1)],
    now: t0 + 2 * minute,
    verdict: 'call',
  },
]

function withoutDigests(rollout: Rollout): Rollout {
  const { digests: _unknown, ...rest } = rollout
  return { ...rest, ...inProgress }
}

it.each(rows)(
  'judges $seen: $verdict',
  ({ rollouts, attempt = anAttempt(2), view, record = aRecord({ ours: [] }), now = t0 + minute, verdict }) => {
    const seen = aView(rollouts, { at: now, ...view })
    expect(verdictOn({ attempt, view: seen, record, policy: aPolicy(), deploymentId: 'deployment-2', now }).kind).toBe(
      verdict,
    )
  },
)

it('tells what is missing when nothing moves, most telling first', () => {
  const view = aView([aRollout(2, { ...inProgress, reason: 'deployment in progress' })], {
    at: late,
    messages: ['no capacity', 'b', 'c'],
  })
  const attempt = anAttempt(2, { evidence: [evidence(1, 2)] })
  expect(
    verdictOn({ attempt, view, record: aRecord(), policy: aPolicy(), deploymentId: 'deployment-2', now: late }),
  ).toMatchObject({
    reasons: [
      'container app exited with code 1',
      'deployment in progress',
      'no progress for 20 minutes: 0 of 2 running, 2 pending',
      'no capacity',
      'b',
    ],
  })
})

it('knows a release by all of its containers', () => {
  const both = { app: image(2), proxy: image(3) }
  const attempt = anAttempt(2, { release: { images: both } })
  const judge = (digests: Rollout['digests']) =>
    verdictOn({
      attempt,
      view: aView([{ ...own, ...(digests ? { digests } : {}) }]),
      record: aRecord(),
      policy: aPolicy(),
      deploymentId: 'deployment-2',
      now: t0,
    }).kind
  expect(judge({ app: digest(2), proxy: digest(3), sidecar: digest(9) })).toBe('rolled-out')
  expect(judge({ app: digest(2), proxy: digest(4) })).toBe('resolved-other')
  expect(judge({ app: digest(2) })).toBe('resolved-other')
})
