import { expect, it } from '@jest/globals'
import type { Rollout } from '../../shared/domain/observation.ts'
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

import { checkVerdict, type Row } from './verdict-row.ts'

const inProgress = { state: 'in-progress', running: 0, pending: 2 } as const
const own = aRollout(2)
const { rollout: _answer, ...unanswered } = anAttempt(2)
const { intent: _intent, ...uncalled } = unanswered
const late = t0 + 30 * minute
const deaths = [evidence(1, 2), evidence(2, 2)]
const child = digest(22)

const rows: Row[] = [
  {
    seen: 'nothing called',
    rollouts: [draining],
    attempt: uncalled,
    verdict: 'call',
    because: 'nothing was called yet',
  },
  {
    seen: 'refused',
    rollouts: [draining],
    attempt: { ...unanswered, intent: { at: t0, lastAt: t0, calls: 1, refused: true } },
    verdict: 'call',
    because: 'the platform did nothing last time',
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
    because: 'nothing',
  },
  {
    seen: 'failed',
    rollouts: [aRollout(2, { state: 'failed' })],
    verdict: 'failed',
    because: 'rollout-2; the platform ended the rollout: failed',
  },
  {
    seen: 'unsupported and completed digests',
    rollouts: [aRollout(2, { state: 'unsupported' })],
    verdict: 'failed',
    because: 'rollout-2; the platform does not say how this rollout fares (classic load balancer): not supported',
  },
  {
    seen: 'evidence beyond tolerance and past the deadline',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { evidence: deaths }),
    now: late,
    verdict: 'failed',
    because: 'rollout-2; container app exited with code 1 (2 times)',
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
    because: 'rollout-2; container app exited with code 1 (3 times)',
  },
  {
    seen: 'four deaths after one of ten was healthy',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { everHealthy: true, evidence: [...deaths, evidence(3, 2), evidence(4, 2)] }),
    view: { desired: 10 },
    verdict: 'in-progress',
  },
  { seen: 'completed past the deadline', rollouts: [own], now: late, verdict: 'rolled-out' },
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
    because: 'nothing',
  },
  {
    seen: 'nothing of it after 60 s',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    now: t0 + minute,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'nothing of it past the deadline',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    now: t0 + 20 * minute,
    verdict: 'failed',
    because: expect.stringMatching(/^nothing; .*no progress for 20 minutes: no rollout to be seen after 1 call$/),
  },
  {
    seen: 'no progress for the deadline',
    rollouts: [aRollout(2, inProgress), draining],
    now: t0 + 20 * minute,
    verdict: 'failed',
    because: 'rollout-2; no progress for 20 minutes: 0 of 2 running, 2 pending',
  },
  {
    seen: 'a little less',
    rollouts: [aRollout(2, inProgress), draining],
    now: t0 + 20 * minute - 1,
    verdict: 'in-progress',
  },
  {
    seen: 'no rollout at all past the deadline',
    rollouts: [],
    now: late,
    verdict: 'failed',
    because: expect.stringMatching(/^nothing; .*no progress for 20 minutes: no rollout to be seen after 1 call$/),
  },
  {
    seen: 'a view of the very moment of the call, long after it',
    rollouts: [aRollout(1)],
    attempt: unanswered,
    view: { at: t0 },
    now: t0 + 2 * minute,
    verdict: 'call',
    because: 'what was called is not there',
  },
  {
    seen: 'nothing of two calls past the deadline',
    rollouts: [],
    attempt: { ...unanswered, intent: { at: t0, lastAt: t0, calls: 2 } },
    now: late,
    verdict: 'failed',
    because: expect.stringMatching(/: no rollout to be seen after 2 calls$/),
  },
  {
    seen: 'five deaths after one of ten was healthy',
    rollouts: [aRollout(2, inProgress)],
    attempt: anAttempt(2, { everHealthy: true, evidence: [3, 4, 5, 6, 7].map((task) => evidence(task, 2)) }),
    view: { desired: 10 },
    verdict: 'failed',
    because: 'rollout-2; container app exited with code 1 (5 times)',
  },
  {
    seen: 'deaths of different things, with the words of the platform',
    rollouts: [aRollout(2, { state: 'failed', reason: 'tasks failed to start' })],
    attempt: anAttempt(2, { evidence: [...deaths, evidence(3, 2, { reason: 'no space left' })] }),
    verdict: 'failed',
    because: 'rollout-2; container app exited with code 1 (2 times); no space left; tasks failed to start',
  },
  {
    seen: 'no progress, and more reasons and messages than anybody reads',
    rollouts: [aRollout(2, { ...inProgress, reason: 'waits' })],
    attempt: anAttempt(2, {
      everHealthy: true,
      evidence: ['a', 'b', 'c'].map((reason, task) => evidence(task, 2, { reason })),
    }),
    view: { desired: 10, messages: ['m1', 'm2', 'm3'] },
    now: late,
    verdict: 'failed',
    because: 'rollout-2; a; b; c; no progress for 20 minutes: 0 of 10 running, 2 pending; m1; m2',
  },
  {
    seen: 'a stage that may last past the deadline, up to the end of it',
    rollouts: [aRollout(2, { ...inProgress, stage: 'BAKE_TIME', staysMs: 10 * minute })],
    now: t0 + 30 * minute - 1,
    verdict: 'in-progress',
  },
  {
    seen: 'a stage that may last past the deadline, and no progress until both are over',
    rollouts: [aRollout(2, { ...inProgress, stage: 'BAKE_TIME', staysMs: 10 * minute })],
    now: late,
    verdict: 'failed',
    because: 'rollout-2; no progress for 20 minutes: BAKE_TIME, 0 of 2 running, 2 pending',
  },
  {
    seen: 'a step that is due past the deadline, up to its time',
    rollouts: [aRollout(2, { ...inProgress, next: { what: 'moves', afterMs: 10 * minute } })],
    now: t0 + 30 * minute - 1,
    verdict: 'in-progress',
  },
  {
    seen: 'a step that is due past the deadline, and nobody took it',
    rollouts: [aRollout(2, { ...inProgress, next: { what: 'moves', afterMs: 10 * minute } })],
    now: late,
    verdict: 'failed',
    because: 'rollout-2; no progress for 20 minutes: 0 of 2 running, 2 pending',
  },
]

it.each(rows)('judges $seen: $verdict', checkVerdict)

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
