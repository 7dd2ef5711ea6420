import { it } from '@jest/globals'
import { aRun, exited, log, preparingRecord, sight, taskPolicy, wanted } from '../a-task.ts'
import { aPending, aPolicy, aPush, aRecord, aRollout, aView, minute, release, second, t0 } from '../a-world.ts'
import { checkRow, denied, firstPause, pushed, type Row, throttled } from './row.ts'

const policy = taskPolicy()
const platform = aView([aRollout(1)])
const running = sight({})
const called = preparingRecord(aRun())
const died = 'the task before the rollout (npm run migrate) failed'
const name = 'the task before the rollout (npm run migrate)'
const late = { why: 'it did not end within 10 min', lastAt: t0 + 30 * second }
const refusedIntent = { at: t0, lastAt: t0, calls: 1, refused: true }
const unpackaged = { kind: 'problem', cause: 'invalid', message: 'packaged without tasks' } as const
const lost = 'packaged without tasks; whether it ran, or runs still, is not known'
const unknown = 'nothing was seen of it within 10 min, so whether it ran is not known'
const rollback = {
  trigger: { kind: 'rollback' as const, id: 'r', at: t0, by: 'ann' },
  command: { kind: 'rollback' as const },
  images: {},
}
const toSomethingElse = aPending(9, { ...rollback, command: { kind: 'rollback', to: `sha256:${'0'.repeat(63)}0` } })

const rows: Row[] = [
  {
    when: 'a push starts',
    situation: { record: aRecord(), policy, facts: [aPush(2)], platform },
    phase: 'preparing',
    says: `something is to start; starts ${pushed(2)}; runs npm run migrate`,
    does: ['run npm run migrate before, main-2'],
  },
  {
    when: 'it was meant to be called and never was',
    situation: { record: preparingRecord(wanted), policy, platform },
    phase: 'preparing',
    says: 'runs npm run migrate',
    does: ['run npm run migrate before, main-2'],
  },
  {
    when: 'it was called and not looked for',
    situation: { record: called, policy, platform },
    phase: 'preparing',
    says: 'the task must be seen first',
    wakes: 0,
  },
  {
    when: 'the task of another deployment was looked for',
    situation: { record: called, policy, platform, task: { ...exited(0), deploymentId: 'deployment-1' } },
    phase: 'preparing',
    says: 'the task must be seen first',
    wakes: 0,
  },
  {
    when: 'it runs',
    situation: { record: called, policy, platform, task: running },
    phase: 'preparing',
    says: 'npm run migrate runs',
  },
  {
    when: 'it exited with 0',
    situation: { record: called, policy, platform, task: exited(0) },
    phase: 'rolling',
    says: 'the task before it ended well; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'it exited with another code',
    situation: { record: called, policy, platform, task: exited(3) },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: container app exited with code 3; its log: ${log}; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: container app exited with code 3; its log: ${log}`],
    blames: [`${died}: container app exited with code 3; its log: ${log}`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it could not start',
    situation: {
      record: called,
      policy,
      platform,
      task: sight({ state: 'stopped', reason: 'image cannot be pulled: not found' }),
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: image cannot be pulled: not found; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: image cannot be pulled: not found`],
    blames: [`${died}: image cannot be pulled: not found`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it runs for longer than its timeout',
    situation: { record: called, policy, platform, task: running, now: t0 + 10 * minute },
    phase: 'preparing',
    says: 'it did not end within 10 min',
    does: ['stop task-2 before: it did not end within 10 min'],
  },
  {
    when: 'it is being stopped',
    situation: {
      record: preparingRecord(aRun({ stopping: { why: 'it did not end within 10 min', lastAt: t0 + 30 * second } })),
      policy,
      platform,
      task: sight({ state: 'stopping' }),
    },
    phase: 'preparing',
    says: 'it is being stopped',
  },
  {
    when: 'it does not heed being stopped',
    situation: {
      record: preparingRecord(aRun({ stopping: { why: 'it did not end within 10 min', lastAt: t0 } })),
      policy,
      platform,
      task: running,
    },
    phase: 'preparing',
    says: 'it was told to stop and runs on',
    does: ['stop task-2 before: it did not end within 10 min'],
  },
  {
    when: 'it was stopped for its timeout',
    situation: {
      record: preparingRecord(aRun({ stopping: { why: 'it did not end within 10 min', lastAt: t0 } })),
      policy,
      platform,
      task: exited(137),
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: it was stopped: it did not end within 10 min; its log: ${log}; at rest`,
    tells: [
      `failed: nothing was changed on the target: ${died}: it was stopped: it did not end within 10 min; its log: ${log}`,
    ],
    blames: [`${died}: it was stopped: it did not end within 10 min; its log: ${log}`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it ended well although it was told to stop',
    situation: {
      record: preparingRecord(aRun({ stopping: { why: 'it did not end within 10 min', lastAt: t0 } })),
      policy,
      platform,
      task: exited(0),
    },
    phase: 'rolling',
    says: 'the task before it ended well; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'it is not visible yet',
    situation: {
      record: preparingRecord(aRun({ intent: { at: t0, lastAt: t0 + 30 * second, calls: 1 } })),
      policy,
      platform,
      task: sight(),
    },
    phase: 'preparing',
    says: 'it is not visible yet',
  },
  {
    when: 'a worker died between its call and its answer, and nothing is seen',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } }),
      policy,
      platform,
      task: sight(),
    },
    phase: 'preparing',
    says: 'nothing is seen of it: runs it again',
    does: ['run npm run migrate before, main-2, again'],
  },
  {
    when: 'a worker died between its call and its answer, and the task is seen',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } }),
      policy,
      platform,
      task: exited(0),
    },
    phase: 'rolling',
    says: 'the task before it ended well; nothing was called yet',
    does: ['apply main-2'],
  },
  {
    when: 'its end was never seen',
    situation: { record: called, policy, platform, task: sight(), now: t0 + 80 * minute },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: its end was not seen, so whether it exited with 0 is not known; at rest`,
    tells: [
      `failed: nothing was changed on the target: ${died}: its end was not seen, so whether it exited with 0 is not known`,
    ],
    blames: [`${died}: its end was not seen, so whether it exited with 0 is not known`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'there was no room for it, yet',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0 + 50 * second, calls: 3, refused: true } }),
      policy,
      platform,
      task: sight(),
    },
    phase: 'preparing',
    says: 'nothing is seen of it: runs it again',
    does: ['run npm run migrate before, main-2, again'],
  },
  {
    when: 'there was no room for it within its timeout',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 30, refused: true } }),
      policy,
      platform,
      task: sight(),
      now: t0 + 10 * minute,
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: it could not be started within 10 min; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: it could not be started within 10 min`],
    blames: [`${died}: it could not be started within 10 min`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it may not be run',
    situation: {
      record: preparingRecord({ ...wanted, intent: refusedIntent, refusal: 'the permission ecs:RunTask is missing' }),
      policy,
      platform,
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: the permission ecs:RunTask is missing; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: the permission ecs:RunTask is missing`],
    blames: [`${died}: the permission ecs:RunTask is missing`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it cannot be seen for a while',
    situation: { record: called, policy, platform, task: throttled },
    phase: 'preparing',
    says: 'slow down',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'it may not be seen',
    situation: { record: called, policy, platform, task: denied },
    phase: 'preparing',
    says: 'not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'it may not be seen for longer than its timeout',
    situation: { record: called, policy, platform, task: denied, now: t0 + 10 * minute },
    phase: 'preparing',
    says: 'it did not end within 10 min',
    does: ['stop task-2 before: it did not end within 10 min'],
    tells: [
      `waiting: ${name} should have ended and cannot be seen: not allowed; nothing goes on until it is seen to have ended; if it runs, task-2 can be stopped by hand`,
    ],
    trouble: 'seeing 1',
  },
  {
    when: 'it may not be seen since it was told to stop',
    situation: { record: preparingRecord(aRun({ stopping: late })), policy, platform, task: denied },
    phase: 'preparing',
    says: 'not allowed',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'it may not be seen and was told to stop a minute ago',
    situation: {
      record: preparingRecord(aRun({ stopping: { ...late, lastAt: t0 } })),
      policy,
      platform,
      task: denied,
    },
    phase: 'preparing',
    says: 'it was told to stop and runs on',
    does: ['stop task-2 before: it did not end within 10 min'],
    trouble: 'seeing 1',
  },
  {
    when: 'it may not be seen and nothing was started',
    situation: {
      record: preparingRecord({ ...wanted, intent: refusedIntent }),
      policy,
      platform,
      task: denied,
      now: t0 + 10 * minute,
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: not allowed; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: not allowed`],
    blames: [`${died}: not allowed`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'nothing was packaged that could look after it',
    situation: { record: called, policy, platform, task: unpackaged },
    phase: 'preparing',
    says: 'packaged without tasks',
    wakes: firstPause,
    trouble: 'seeing 1',
  },
  {
    when: 'nothing was packaged that could look after it, until its timeout',
    situation: { record: called, policy, platform, task: unpackaged, now: t0 + 10 * minute },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: ${lost}; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: ${lost}`],
    blames: [`${died}: ${lost}`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'an outage hid whether it was started until after its timeout',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 1 } }),
      policy,
      platform,
      task: sight(),
      now: t0 + 120 * minute,
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: ${unknown}; at rest`,
    tells: [`failed: nothing was changed on the target: ${died}: ${unknown}`],
    blames: [`${died}: ${unknown}`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it may not be run again, and whether the first call ran it is not known',
    situation: {
      record: preparingRecord({ ...wanted, intent: { at: t0, lastAt: t0, calls: 2 }, refusal: 'not allowed' }),
      policy,
      platform,
    },
    phase: 'idle',
    says: `nothing was changed on the target: ${died}: not allowed; whether it ran, or runs still, is not known; at rest`,
    tells: [
      `failed: nothing was changed on the target: ${died}: not allowed; whether it ran, or runs still, is not known`,
    ],
    blames: [`${died}: not allowed; whether it ran, or runs still, is not known`],
    rests: 'main-1 on td:1',
  },
  {
    when: 'it may not be stopped',
    situation: {
      record: preparingRecord(aRun({ stopping: { ...late, lastAt: t0 }, refusal: 'not allowed' })),
      policy,
      platform,
      task: running,
    },
    phase: 'preparing',
    says: 'it was told to stop and runs on',
    does: ['stop task-2 before: it did not end within 10 min'],
  },
  {
    when: 'the configuration knows no such task any more',
    situation: { record: preparingRecord(wanted, { policy: aPolicy() }), policy, platform },
    phase: 'rolling',
    says: 'no task is to run before the rollout; nothing was called yet',
    does: ['apply main-2'],
  },
]

it.each(rows)('when $when', checkRow)

const turns: Row[] = [
  {
    when: 'a newer image was pushed before the task was called',
    situation: { record: preparingRecord(wanted), policy, platform, facts: [aPush(3, { at: t0 + second })] },
    phase: 'preparing',
    says: `a newer push arrived; starts ${pushed(3, t0 + second)}; runs npm run migrate`,
    does: ['run npm run migrate before, main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'a newer image was pushed while the task runs',
    situation: { record: called, policy, platform, task: running, facts: [aPush(3, { at: t0 + second })] },
    phase: 'preparing',
    says: 'npm run migrate runs',
  },
  {
    when: 'the task ended well and a newer image waits',
    situation: { record: called, policy, platform, task: exited(0), facts: [aPush(3, { at: t0 + second })] },
    phase: 'preparing',
    says: `the task before it ended well; a newer push arrived; starts ${pushed(3, t0 + second)}; runs npm run migrate`,
    does: ['run npm run migrate before, main-3'],
    tells: [
      'superseded: a newer push arrived; the task before the rollout (npm run migrate) had run and was not undone',
    ],
  },
  {
    when: 'the task failed and a newer image waits',
    situation: { record: called, policy, platform, task: exited(3), facts: [aPush(3, { at: t0 + second })] },
    phase: 'preparing',
    says: `nothing was changed on the target: ${died}: container app exited with code 3; its log: ${log}; starts ${pushed(3, t0 + second)}; runs npm run migrate`,
    does: ['run npm run migrate before, main-3'],
    tells: [`failed: nothing was changed on the target: ${died}: container app exited with code 3; its log: ${log}`],
    blames: [`${died}: container app exited with code 3; its log: ${log}`],
  },
  {
    when: 'the same image was pushed again',
    situation: { record: preparingRecord(aRun(), {}, { pending: aPending(2) }), policy, platform, task: running },
    phase: 'preparing',
    says: 'npm run migrate runs',
  },
  {
    when: 'a rollback is asked for while the task runs',
    situation: {
      record: preparingRecord(aRun(), { from: release(2) }, { pending: aPending(9, rollback) }),
      policy,
      platform: aView([aRollout(5)]),
      task: running,
    },
    phase: 'preparing',
    says: 'it was told to stop and runs on',
    does: ['stop task-2 before: a rollback was asked for'],
  },
  {
    when: 'a rollback that cannot be carried out is asked for while the task runs',
    situation: { record: preparingRecord(aRun(), {}, { pending: toSomethingElse }), policy, platform, task: running },
    phase: 'preparing',
    says: 'npm run migrate runs',
    tells: [
      `refused: cannot roll back: sha256:${'0'.repeat(64)} is not in the ledger, which holds main-1 (000000000000)`,
    ],
  },
  {
    when: 'the task was stopped for a rollback',
    situation: {
      record: preparingRecord(
        aRun({ stopping: { why: 'a rollback was asked for', cancels: true, lastAt: t0 } }),
        { from: release(5) },
        { pending: aPending(9, rollback) },
      ),
      policy,
      platform: aView([aRollout(5)]),
      task: exited(137),
    },
    phase: 'rolling',
    says: `a rollback was asked for; it was stopped: a rollback was asked for; its log: ${log}; the target was not touched; starts deployment-9; nothing was called yet`,
    does: ['apply main-1'],
    tells: [
      `cancelled: a rollback was asked for; it was stopped: a rollback was asked for; its log: ${log}; the target was not touched`,
    ],
    blames: [`${died}: it was stopped: a rollback was asked for; its log: ${log}`],
  },
]

it.each(turns)('when $when', checkRow)

it.each<Row>([
  {
    when: 'a person rolls back',
    situation: {
      record: aRecord({ pending: aPending(9, rollback), settledOn: release(5) }),
      policy,
      platform: aView([aRollout(5)]),
    },
    phase: 'rolling',
    says: 'something is to start; starts deployment-9; nothing was called yet',
    does: ['apply main-1'],
  },
  {
    when: 'what runs is deployed anew',
    situation: {
      record: aRecord({
        pending: aPending(9, {
          trigger: { kind: 'redeploy', id: 'r', at: t0, by: 'ann' },
          command: { kind: 'redeploy' },
          images: {},
        }),
      }),
      policy,
      platform,
    },
    phase: 'rolling',
    says: 'something is to start; starts deployment-9; nothing was called yet',
    does: ['apply main-1, anew'],
  },
])('runs no task when $when', checkRow)
