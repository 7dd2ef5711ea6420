import { expect, it } from '@jest/globals'
import { acknowledge } from '../../shared/domain/acknowledge.ts'
import {
  freshTask,
  taskPolicy as policyOf,
  runTaskEffect,
  stopTaskEffect,
  taskVerdict,
} from '../../shared/domain/task-run.ts'
import { underWay } from '../../shared/domain/under-way.ts'
import { aRun, exited, finishingRecord, migrate, preparingRecord, sight, taskPolicy, wanted, warmUp } from './a-task.ts'
import {
  aDeployment,
  anAttempt,
  aPending,
  aRecord,
  aRollout,
  aView,
  decideIn,
  digest,
  freshOf,
  minute,
  release,
  second,
  t0,
} from './a-world.ts'

const policy = taskPolicy()
const platform = aView([aRollout(1)])
const calling = { what: 'calling', since: t0, count: 3, told: 0 } as const
const died = 'the task before the rollout (npm run migrate) failed'

it('remembers when it was asked to run, how often, and says so once', () => {
  const first = decideIn({ record: preparingRecord(wanted), policy, platform }).next
  expect(first.state).toMatchObject({
    name: 'preparing',
    task: { from: t0, intent: { at: t0 + minute, lastAt: t0 + minute, calls: 1 } },
    deployment: {
      timeline: [
        { what: 'image pushed' },
        { at: t0 + minute, what: 'asked the platform to run npm run migrate before the rollout' },
      ],
    },
  })
  const again = decideIn({
    record: first,
    policy,
    platform,
    task: sight(undefined, t0 + 3 * minute),
    now: t0 + 3 * minute,
  }).next
  expect(again.state).toMatchObject({
    task: { intent: { at: t0 + minute, lastAt: t0 + 3 * minute, calls: 2 } },
    deployment: {
      timeline: [{}, {}, { at: t0 + 3 * minute, what: 'asked the platform to run npm run migrate again' }],
    },
  })
})

it('rolls out what it prepared, on what carried the task, with its patience anew', () => {
  const record = preparingRecord(aRun(), {}, { trouble: calling })
  const { next } = decideIn({ record, policy, platform, task: exited(0), now: t0 + 9 * minute })
  expect(next.state).toMatchObject({
    name: 'rolling',
    deployment: {
      prepared: { at: t0 + 9 * minute },
      timeline: [
        { what: 'image pushed' },
        { at: t0 + 9 * minute, what: 'npm run migrate exited with 0' },
        { what: 'asked the platform to roll out' },
      ],
      attempt: { release: { carrier: 'td:2' }, progress: { running: 0, at: t0 + 9 * minute } },
    },
  })
  expect(next).not.toHaveProperty('trouble')
})

it('rolls out on a carrier of its own where the task told of none', () => {
  const { carrier: _none, ...run } = aRun()
  const { next } = decideIn({ record: preparingRecord(run), policy, platform, task: exited(0) })
  expect(next.state).toMatchObject({ name: 'rolling' })
  expect(next).not.toHaveProperty('state.deployment.attempt.release.carrier')
})

it('holds images whose task failed, and says where its log is', () => {
  const { next } = decideIn({ record: preparingRecord(aRun()), policy, platform, task: exited(3) })
  const reason = `${died}: container app exited with code 3; its log: /ecs/api app/app/2`
  expect(next.holds).toEqual([
    { digests: { app: digest(2) }, at: t0 + minute, deploymentId: 'deployment-2', why: reason },
  ])
  expect(next.outbox).toMatchObject([
    {
      deployment: {
        timeline: [
          { what: 'image pushed' },
          { at: t0 + minute, what: 'its log: https://logs.example/app' },
          { at: t0 + minute, what: 'task failed: container app exited with code 3; its log: /ecs/api app/app/2' },
          {},
        ],
      },
    },
  ])
})

it.each([
  [
    'the platform refused the call',
    { ...wanted, intent: { at: t0, lastAt: t0, calls: 1, refused: true }, refusal: 'role not found' },
    {},
  ],
  ['the images ran before', aRun(), { changed: [] }],
])('blames no image where %s', (_what, run, deployment) => {
  const { next } = decideIn({ record: preparingRecord(run, deployment), policy, platform, task: exited(3) })
  expect(next.holds).toEqual([])
  expect(next.state.name).toBe('idle')
})

it('says who cancelled the task, holds its images, and names the successor', () => {
  const stopping = { why: 'a rollback was asked for', lastAt: t0, cancels: true } as const
  const pending = aPending(3)
  const ended = decideIn({
    record: preparingRecord(aRun({ stopping }), {}, { pending }),
    policy,
    platform,
    task: exited(137),
  }).next
  expect(ended.holds[0]?.why).toBe('cancelled: a rollback was asked for')
  expect(ended.outbox[0]).toMatchObject({ outcome: 'cancelled', deployment: { successor: 'deployment-3' } })
  const alone = decideIn({ record: preparingRecord(aRun({ stopping })), policy, platform, task: exited(137) }).next
  expect(alone.outbox[0]).toMatchObject({ outcome: 'cancelled' })
  expect(alone.outbox[0]).not.toHaveProperty('deployment.successor')
})

it('says once that it stops a task, and why', () => {
  const record = preparingRecord(aRun())
  const late = t0 + 10 * minute
  const first = decideIn({ record, policy, platform, task: sight({}, late), now: late }).next
  const stops = { at: late, what: 'stops the task: it did not end within 10 min' }
  expect(first.state).toMatchObject({
    task: { stopping: { why: 'it did not end within 10 min', lastAt: late } },
    deployment: { timeline: [{}, stops] },
  })
  const again = decideIn({ record: first, policy, platform, task: sight({}, late + minute), now: late + minute }).next
  expect(again.state).toMatchObject({
    task: { stopping: { why: 'it did not end within 10 min', lastAt: late + minute } },
    deployment: { timeline: [{}, stops] },
  })
})

it('tells the whole story of a task after the proof', () => {
  const { next } = decideIn({
    record: finishingRecord(aRun()),
    policy,
    platform,
    task: { ...exited(0), place: 'after' },
  })
  expect(next.outbox).toMatchObject([
    { outcome: 'succeeded', deployment: { timeline: [{}, { at: t0 + minute, what: 'warm-up exited with 0' }, {}] } },
  ])
})

it('knows what is under way while the task after the proof runs', () => {
  expect(underWay(finishingRecord(aRun()), aPending(3))).toEqual(release(2))
})

it('names the task of either place, its carrier, and whether it may run already', () => {
  const deployment = aDeployment(2, { policy, attempt: freshOf(2) })
  expect([policyOf(deployment, 'before'), policyOf(deployment, 'after')]).toEqual([migrate, warmUp])
  expect(freshTask(t0)).toEqual(wanted)
  const effect = runTaskEffect(deployment, 'before', migrate, wanted)
  expect(effect).toStrictEqual({
    kind: 'run-task',
    deploymentId: 'deployment-2',
    place: 'before',
    release: { images: deployment.goal.images },
    task: migrate,
    again: false,
  })
  expect(runTaskEffect(deployment, 'before', migrate, aRun()).release.carrier).toBe('td:2')
  const answered = { ...deployment, attempt: anAttempt(2) }
  expect(runTaskEffect(answered, 'after', warmUp, aRun({ carrier: 'td:9' })).release.carrier).toBe('td:2')
  expect(stopTaskEffect(deployment, 'before', wanted)).toBeUndefined()
})

it.each([
  ['for no reason', aRun(), { state: 'stopped' as const }, 'it ended without a reason'],
  [
    'unseen, as it was to be stopped',
    { ...wanted, intent: { at: t0, lastAt: t0, calls: 1 }, stopping: { why: 'a newer push arrived', lastAt: t0 } },
    undefined,
    'it was never seen: a newer push arrived',
  ],
])('says that a task ended %s', (_how, run, task, reason) => {
  const seen = task && { id: 'task-2', ...task }
  expect(taskVerdict(run, migrate, seen, t0 + 2 * minute)).toMatchObject({ kind: 'failed', reason })
})

it.each([
  [90 * second, 'it did not end within 90 s'],
  [2 * minute, 'it did not end within 2 min'],
])('says its timeout in whole minutes or in seconds: %d', (timeoutMs, why) => {
  const running = { id: 'task-2', state: 'running' } as const
  expect(taskVerdict(aRun(), { ...migrate, timeoutMs }, running, t0 + timeoutMs)).toEqual({ kind: 'stop', why })
  expect(taskVerdict(aRun(), { ...migrate, timeoutMs }, running, t0 + timeoutMs - 1)).toEqual({
    kind: 'wait',
    why: 'npm run migrate runs',
  })
})

it('takes the answer to a task in while that task is the matter', () => {
  const started = {
    kind: 'task-started',
    deploymentId: 'deployment-2',
    place: 'after',
    task: 'task-9',
    carrier: 'td:9',
  } as const
  const after = acknowledge(finishingRecord(wanted, { trouble: calling }), [started], t0 + minute)
  expect(after.state).toMatchObject({ name: 'finishing', task: { id: 'task-9', carrier: 'td:9', from: t0 + minute } })
  expect(after).not.toHaveProperty('trouble')
  const before = preparingRecord(wanted)
  expect(acknowledge(before, [started], t0)).toBe(before)
  const refused = { kind: 'refused', deploymentId: 'deployment-2', cause: 'denied', message: 'no' } as const
  expect(acknowledge(finishingRecord(wanted), [refused], t0).state).toMatchObject({ task: { refusal: 'no' } })
  expect(acknowledge(before, [refused], t0).state).toMatchObject({ task: { refusal: 'no' } })
})

it('tells of a push that could not start, whatever task was to run before it', () => {
  const { next } = decideIn({ record: aRecord({ pending: aPending(2) }), policy, platform, gone: [2] })
  expect(next.outbox).toMatchObject([{ outcome: 'failed', reason: 'nothing was changed: the image is gone' }])
})
