import { expect, it } from '@jest/globals'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { PendingCommand } from '../../shared/domain/record.ts'
import { type Ended, endedOf } from '../../shared/figures/ended.ts'
import { storyOf } from '../../shared/figures/figures.ts'
import { aRun, exited, preparingRecord, taskPolicy, wanted } from '../domain/a-task.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  decideIn,
  digest,
  entry,
  freshOf,
  goingBack,
  minute,
  provingRecord,
  revertingRecord,
  rollingRecord,
  type Situation,
  t0,
} from '../domain/a-world.ts'
import { pastOf } from './an-outcome.ts'

/** How the domain ends deployments, in its own words: what the figures read from them must not drift from it. */
function endIn(situation: Situation): OutcomeAnnouncement {
  const outcome = decideIn(situation).next.outbox.find((one) => one.kind === 'outcome')
  if (!outcome) throw new Error('Nothing ended')
  return outcome
}

const failedView = aView([aRollout(2, { state: 'failed' })])
const gone = { kind: 'problem', cause: 'gone', message: 'service api is gone' } as const
const ledger = [entry(1), entry(0)]

function rollback(command: Partial<Extract<PendingCommand, { kind: 'rollback' }>> = {}) {
  const trigger = { kind: 'rollback', id: 'r', at: t0, by: 'ann' } as const
  return { ledger, pending: aPending(9, { trigger, images: {}, command: { kind: 'rollback', ...command } }) }
}

const uncalled = freshOf(2)
const { rollout: _answer, ...unanswered } = anAttempt(2)
const stop = taskPolicy({ before: { container: 'app', command: ['migrate'], timeoutMs: minute, onRevert: 'stop' } })
const same = aDeployment(2, { changed: [] })
const inProgress = aView([aRollout(2, { state: 'in-progress' }), aRollout(1, { leading: false })])

const ends: readonly (readonly [string, Situation, OutcomeAnnouncement['outcome'], Ended['came']])[] = [
  [
    'nothing ran',
    { record: rollingRecord(), platform: aView([aRollout(2, { desired: 0, running: 0 })], { desired: 0 }) },
    ...(['succeeded', 'nothing'] as const),
  ],
  ['proven', { record: provingRecord(), platform: aView([aRollout(2)]) }, 'succeeded', 'released'],
  [
    'rollback is off',
    { record: rollingRecord(2, { policy: aPolicy({ rollback: 'off' }) }), platform: failedView },
    ...(['failed', 'broken'] as const),
  ],
  [
    'nothing was ever proven',
    { record: rollingRecord(2, {}, { ledger: [] }), platform: failedView },
    ...(['failed', 'broken'] as const),
  ],
  [
    'the task forbids going back',
    { record: rollingRecord(2, { policy: stop, prepared: { at: t0 } }), policy: stop, platform: failedView },
    ...(['failed', 'broken'] as const),
  ],
  ['the same images fail anew', { record: rollingRecord(2, same), platform: failedView }, 'failed', 'broken'],
  ['the target is gone', { record: rollingRecord(), platform: gone }, 'failed', 'nothing'],
  [
    'the call was refused',
    {
      record: rollingRecord(2, { attempt: { ...unanswered, refusal: 'role not found' } }),
      platform: aView([aRollout(1)]),
    },
    ...(['failed', 'nothing'] as const),
  ],
  [
    'the task before it failed',
    { record: preparingRecord(aRun()), policy: taskPolicy(), platform: aView([aRollout(1)]), task: exited(1) },
    ...(['failed', 'nothing'] as const),
  ],
  [
    'it is back',
    {
      record: revertingRecord(2, goingBack),
      platform: aView([aRollout(1, { id: 'rollout-back' }), aRollout(2, { leading: false, state: 'failed' })]),
    },
    ...(['rolled-back', 'taken-back'] as const),
  ],
]

it.each(ends)('when %s, that is what it comes to', (_what, situation, outcome, came) => {
  const end = endIn(situation)
  expect([end.outcome, endedOf(end).came]).toEqual([outcome, came])
  expect(end.deployment.timeline.some(({ kind }) => kind !== undefined)).toBe(true)
})

it('is the same without what older versions did not note, where what failed was left', () => {
  for (const [, situation, outcome, came] of ends.filter(([what]) => what !== 'the target is gone')) {
    const { deployment, ...end } = endIn(situation)
    const { broken: _unknown, ...summary } = deployment
    const timeline = deployment.timeline.map(({ at, what }) => ({ at, what }))
    const old = endedOf({ ...end, deployment: { ...summary, timeline } })
    expect([outcome, old.came]).toEqual([outcome, came])
  }
})

const cancels: readonly (readonly [string, Situation, boolean])[] = [
  ['before its task was called', { record: preparingRecord(wanted, {}, rollback()), policy: taskPolicy() }, false],
  [
    'while its task runs, for a release that was named',
    {
      record: preparingRecord(
        aRun({ stopping: { why: 'a rollback was asked for', lastAt: t0, cancels: true } }),
        {},
        rollback({ to: digest(0) }),
      ),
      ...{ policy: taskPolicy(), task: exited(143) },
    },
    false,
  ],
  [
    'before it was called, for a release that was named',
    { record: rollingRecord(2, { attempt: uncalled }, rollback({ to: digest(0) })) },
    false,
  ],
  ['while it rolls out', { record: rollingRecord(2, {}, rollback()), platform: inProgress }, true],
  [
    'before its call was answered',
    { record: rollingRecord(2, { attempt: unanswered, timeline: called() }, rollback()), platform: inProgress },
    true,
  ],
  ['while it is being proven', { record: provingRecord(2, {}, rollback()), platform: aView([aRollout(2)]) }, true],
]

/** As the call itself notes it. */
function called() {
  const record = rollingRecord(2, { attempt: uncalled })
  const { state } = decideIn({ record, platform: aView([aRollout(1)]) }).next
  return 'deployment' in state ? state.deployment.timeline : []
}

it.each(cancels)('cancelled %s it touched the target, or not', (_what, situation, touches) => {
  const end = endIn({ platform: aView([aRollout(1)]), ...situation })
  expect([end.outcome, endedOf(end).touches]).toEqual(['cancelled', touches])
  const trigger = { kind: 'rollback', at: end.at }
  const back = { ...end, deployment: { ...end.deployment, id: 'deployment-9', trigger, endedAt: end.at + minute } }
  const { undone } = storyOf(pastOf([end, { ...back, outcome: 'rolled-back' as const }]), minute)
  expect(undone.map(({ change }) => change.deployment.id)).toEqual(touches ? ['deployment-2'] : [])
})
