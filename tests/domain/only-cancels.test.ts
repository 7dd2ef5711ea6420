import { expect, it } from '@jest/globals'
import type { PendingCommand, TargetRecord } from '../../shared/domain/record.ts'
import { aRun, exited, preparingRecord, sight, taskPolicy, wanted } from './a-task.ts'
import {
  anAttempt,
  aPending,
  aPolicy,
  aRollout,
  aView,
  calls,
  decideIn,
  digest,
  entry,
  freshOf,
  image,
  minute,
  phaseOf,
  release,
  rollingRecord,
  t0,
  tasks,
  told,
} from './a-world.ts'

const policy = taskPolicy()
const platform = aView([aRollout(1)])
const ledger = [entry(1), entry(0)]
const answer = 'refused: there is nothing to go back from: deployment-2 has ended before it touched the target'

function rollback(command: Partial<Extract<PendingCommand, { kind: 'rollback' }>> = {}): Partial<TargetRecord> {
  const trigger = { kind: 'rollback', id: 'r', at: t0, by: 'ann' } as const
  return { ledger, pending: aPending(9, { trigger, images: {}, command: { kind: 'rollback', ...command } }) }
}

const held = { digests: { app: digest(1) }, at: t0, deploymentId: 'd1', why: 'it crashed' }
const uncalled = freshOf(2)

it.each([
  ['its task was called', preparingRecord(wanted, {}, rollback()), policy],
  ['its rollout was called', rollingRecord(2, { attempt: uncalled }, rollback()), aPolicy()],
  [
    'its rollout was more than refused',
    rollingRecord(2, { attempt: { ...uncalled, intent: { at: t0, lastAt: t0, calls: 1, refused: true } } }, rollback()),
    aPolicy(),
  ],
])('only cancels a deployment before %s', (_what, record, of) => {
  const decision = decideIn({ record, policy: of, platform })
  expect([phaseOf(decision), calls(decision), tasks(decision)]).toEqual(['idle', [], []])
  expect(told(decision)).toEqual(['cancelled: a rollback was asked for; the target was not touched', answer])
  expect(decision.next.holds).toMatchObject([{ digests: { app: digest(2) }, why: 'cancelled by ann' }])
  expect(decision.next.settledOn).toEqual(release(1))
  expect(decision.next.pending).toBeUndefined()
})

it('stops a task that runs, and then touches nothing', () => {
  const stops = decideIn({ record: preparingRecord(aRun(), {}, rollback()), policy, platform, task: sight({}) })
  expect(tasks(stops)).toMatchObject([{ kind: 'stop-task' }])
  const now = t0 + 2 * minute
  const decision = decideIn({ record: stops.next, policy, platform, task: exited(143), now })
  expect([phaseOf(decision), calls(decision)]).toEqual(['idle', []])
  expect(told(decision)).toEqual([expect.stringMatching(/^cancelled: .*the target was not touched$/), answer])
})

it('touches nothing when the task ended well before it could be stopped', () => {
  const decision = decideIn({ record: preparingRecord(aRun(), {}, rollback()), policy, platform, task: exited(0) })
  expect([phaseOf(decision), calls(decision)]).toEqual(['idle', []])
  expect(told(decision)).toEqual([
    'cancelled: a rollback was asked for; the target was not touched; the task before the rollout (npm run migrate) had run and was not undone',
    answer,
  ])
})

it('touches nothing when the task was being stopped for its timeout', () => {
  const stopping = { why: 'it did not end within 10 min', lastAt: t0 }
  const record = preparingRecord(aRun({ stopping }), {}, rollback())
  const decision = decideIn({ record, policy, platform, task: exited(143) })
  expect([phaseOf(decision), calls(decision)]).toEqual(['idle', []])
  expect(told(decision)).toEqual([expect.stringMatching(/^failed: nothing was changed/), answer])
})

it.each([
  ['names another release', rollback({ to: digest(0) }), {}, 1, 'main-0'],
  ['asks for another one than what was never proven', rollback(), { from: release(5) }, 5, 'main-1'],
  ['asks for another one than what is on hold', { ...rollback(), holds: [held] }, {}, 1, 'main-0'],
])('goes back where a person %s', (_what, more, deployment, runs, tag) => {
  const record = rollingRecord(2, { attempt: uncalled, ...deployment }, more)
  const decision = decideIn({ record, platform: aView([aRollout(runs)]) })
  expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual([tag])
})

it('goes back from what is half-way on the target', () => {
  const half = { attempt: uncalled, inPlaceOf: { images: { app: image(3) }, carrier: 'td:3' } }
  for (const deployment of [half, { attempt: anAttempt(2) }]) {
    const record = rollingRecord(2, deployment, rollback())
    const view = aView([aRollout(2, { state: 'in-progress' }), aRollout(1, { leading: false })])
    const decision = decideIn({ record, platform: view })
    expect(calls(decision).map((call) => call.release.images['app']?.tag)).toEqual(['main-1'])
  }
})
