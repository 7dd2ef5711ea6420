import { describe, expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import type { RefusedResult, TaskStartedResult } from '../../shared/domain/effect.ts'
import { needsOf } from '../../shared/domain/needs.ts'
import { otherTarget } from '../../shared/domain/other-target.ts'
import type { TargetRecord, TaskRun } from '../../shared/domain/record.ts'
import { withBlindTask, withTaskSight } from '../../shared/domain/task-run.ts'
import { withdraw } from '../../shared/domain/withdraw.ts'
import { aRun, finishingRecord, migrate, preparingRecord, sight, taskPolicy, wanted } from './a-task.ts'
import {
  aDeployment,
  anAttempt,
  aRollout,
  aView,
  decideIn,
  digest,
  exactPolicy,
  goingBack,
  minute,
  phaseOf,
  release,
  revertingRecord,
  rollingRecord,
  t0,
  tasks,
  told,
} from './a-world.ts'

const asked: TaskRun = { ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } }
const started: TaskStartedResult = {
  kind: 'task-started',
  deploymentId: 'deployment-2',
  place: 'before',
  task: 'task-2',
  carrier: 'td:2',
}
const refused = (cause: RefusedResult['cause']): RefusedResult => ({
  kind: 'refused',
  deploymentId: 'deployment-2',
  cause,
  message: 'no',
})

function taskOf({ state }: TargetRecord): TaskRun | undefined {
  return 'task' in state ? state.task : undefined
}

describe('what came of running a task', () => {
  it('is remembered, and its time begins', () => {
    const next = acknowledge(preparingRecord(asked), [started], t0 + minute)
    expect(taskOf(next)).toMatchObject({ id: 'task-2', carrier: 'td:2', from: t0 + minute })
  })

  it.each([
    ['another deployment', preparingRecord(asked), { ...started, deploymentId: 'other' }],
    ['another place', finishingRecord(asked), started],
    ['no task in progress', rollingRecord(), started],
  ])('changes nothing where the record has moved on: %s', (_, record, result) => {
    expect(acknowledge(record, [result], t0 + minute)).toEqual(record)
  })

  it('is tried again when it passes by itself, and known to have done nothing', () => {
    const next = acknowledge(preparingRecord(asked), [refused('throttled')], t0 + minute)
    expect(taskOf(next)?.intent).toMatchObject({ refused: true })
    expect(next.trouble).toMatchObject({ what: 'calling', count: 1 })
    expect(taskOf(acknowledge(preparingRecord(asked), [refused('unavailable')], t0))?.intent).toEqual(asked.intent)
  })

  it('is decided on at once when waiting does not mend it', () => {
    const next = acknowledge(preparingRecord(asked), [refused('denied')], t0 + minute)
    expect(taskOf(next)?.refusal).toBe('no')
    expect(next.wakeAt).toBe(t0 + minute)
  })

  it('ends trouble with calling once it is being stopped', () => {
    const record = { ...preparingRecord(aRun()), trouble: { what: 'calling' as const, since: t0, count: 1, told: 0 } }
    const next = acknowledge(record, [{ kind: 'task-stopping', deploymentId: 'deployment-2' }], t0 + minute)
    expect(next.trouble).toBeUndefined()
  })
})

describe('a task that runs', () => {
  it('is looked for by its id, else by its deployment, as soon as it was to be run', () => {
    const policy = taskPolicy()
    const needs = { deploymentId: 'deployment-2', place: 'before', container: 'app' }
    expect(needsOf(preparingRecord(wanted), [], policy, t0).task).toBeUndefined()
    expect(needsOf(preparingRecord(asked), [], policy, t0).task).toEqual(needs)
    expect(needsOf(preparingRecord(aRun()), [], policy, t0).task).toEqual({ ...needs, id: 'task-2' })
    expect(needsOf(finishingRecord(aRun()), [], policy, t0).task).toMatchObject({ place: 'after' })
  })

  it('has its time from when it is first seen, and none while nobody can see', () => {
    expect(withTaskSight(asked, sight({}, t0 + 5 * minute))).toMatchObject({ id: 'task-2', from: t0 + 5 * minute })
    expect(withTaskSight(aRun(), sight({}, t0 + 5 * minute))).toMatchObject({ from: t0, seenAt: t0 + 5 * minute })
    expect(withBlindTask(aRun(), t0 + 3 * minute)).toMatchObject({ from: t0 + 3 * minute, seenAt: t0 + 3 * minute })
  })

  it('keeps later waves waiting for its target', () => {
    expect(otherTarget(preparingRecord(aRun()))).toMatchObject({ phase: 'preparing', coming: [digest(2)] })
    expect(otherTarget(finishingRecord(aRun()))).toMatchObject({
      phase: 'finishing',
      proven: [{ digest: digest(2) }, { digest: digest(1) }],
    })
  })

  it.each([
    ['runs', aRun(), 'the task before the rollout (npm run migrate), task-2, is told to stop'],
    ['may run', asked, 'whether the task before the rollout (npm run migrate) runs is not known'],
    ['was not called', wanted, 'the task before the rollout (npm run migrate) was not run'],
  ])('is stopped when its target leaves the configuration and it %s', (_what, run, says) => {
    const { next, effects } = withdraw(preparingRecord(run), [], t0)
    expect(next.state).toEqual({ name: 'idle' })
    expect(next.version).toBe(1)
    expect(effects.flatMap((effect) => (effect.kind === 'stop-task' ? [effect.task] : []))).toEqual(
      run.id === undefined ? [] : ['task-2'],
    )
    expect(next.outbox).toMatchObject([
      {
        outcome: 'cancelled',
        reason: `the target was taken out of the configuration; what is on it was left as it is; ${says}`,
      },
    ])
  })

  it('is left to itself after the proof when its target leaves the configuration', () => {
    const { next, effects } = withdraw(finishingRecord(aRun()), [], t0)
    expect(effects).toMatchObject([{ kind: 'announce' }])
    expect(next.outbox).toMatchObject([
      {
        outcome: 'succeeded',
        reason:
          'rolled out and proven; the target was taken out of the configuration; the task after the proof (warm-up), task-2, runs on by itself',
      },
    ])
  })

  it('is stopped when no container of its deployment is configured any more', () => {
    const policy = taskPolicy({ containers: { other: exactPolicy } })
    const decision = decideIn({
      record: preparingRecord(aRun()),
      policy,
      platform: aView([aRollout(1)]),
      task: sight({}),
    })
    expect(phaseOf(decision)).toBe('idle')
    expect(tasks(decision)).toMatchObject([{ kind: 'stop-task', task: 'task-2', place: 'before' }])
  })
})

const after = 'the task before the rollout (npm run migrate) had run and was not undone'
const prepared = { at: t0 }

describe('after the task before the rollout has run', () => {
  it('tells with a revert that the task was not undone', () => {
    const record = revertingRecord(2, goingBack, {}, { prepared, policy: taskPolicy() })
    const back = aRollout(1, { id: 'rollout-back', createdAt: t0 + 2 * minute })
    expect(told(decideIn({ record, platform: aView([back], { at: t0 + 3 * minute }), now: t0 + 3 * minute }))).toEqual([
      `rolled-back: it crashed; ${after}`,
    ])
  })

  it('leaves the broken release and calls a person where that is configured', () => {
    const policy = taskPolicy({ before: { ...migrate, onRevert: 'stop' } })
    const record = rollingRecord(2, { prepared, policy })
    const decision = decideIn({
      record,
      policy,
      platform: aView([aRollout(2, { state: 'failed', reason: 'it broke' })]),
    })
    expect(phaseOf(decision)).toBe('stuck')
    expect(told(decision)).toEqual([
      `failed: not rolled back (onRevert: stop): the broken release is still on the target; ${after}`,
    ])
    expect(decision.next.outbox).toMatchObject([{ deployment: { broken: true } }])
    expect(decision.next.holds).toMatchObject([{ digests: { app: digest(2) } }])
    expect(decision.effects.filter(({ kind }) => kind !== 'announce')).toEqual([])
  })

  it('goes back all the same where the task did not run', () => {
    const policy = taskPolicy({ before: { ...migrate, onRevert: 'stop' } })
    const record = rollingRecord(2, { policy })
    expect(phaseOf(decideIn({ record, policy, platform: aView([aRollout(2, { state: 'failed' })]) }))).toBe('reverting')
  })

  it('puts the revision on the target that the task ran on', () => {
    const deployment = aDeployment(2, {
      prepared,
      policy: taskPolicy(),
      attempt: { ...anAttempt(2), release: release(2) },
    })
    expect(deployment.attempt.release.carrier).toBe('td:2')
    const ended = decideIn({
      record: preparingRecord(aRun()),
      policy: taskPolicy(),
      platform: aView([aRollout(1)]),
      task: sight({ state: 'stopped', exitCode: 0 }),
    })
    expect(ended.effects).toMatchObject([{ kind: 'apply', release: { carrier: 'td:2' } }])
  })
})
