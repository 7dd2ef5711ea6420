import { it } from '@jest/globals'
import { aRun, exited, finishingRecord, log, sight, taskPolicy, wanted } from '../a-task.ts'
import { aPending, aPolicy, aPush, aRollout, aView, minute, provingRecord, second, t0 } from '../a-world.ts'
import { checkRow, pushed, type Row } from './row.ts'

const policy = taskPolicy()
const platform = aView([aRollout(2)])
const running = sight({}, t0 + minute, 'after')
const record = finishingRecord(aRun())
const died = 'the task after the proof (warm-up) failed'
const rollback = {
  trigger: { kind: 'rollback' as const, id: 'r', at: t0, by: 'ann' },
  command: { kind: 'rollback' as const },
  images: {},
}

const rows: Row[] = [
  {
    when: 'the release is proven',
    situation: { record: provingRecord(2, { policy }), policy, platform },
    phase: 'finishing',
    says: 'proven; runs warm-up',
    does: ['run warm-up after, main-2 on td:2'],
  },
  {
    when: 'the release is proven and there is no task',
    situation: { record: provingRecord(2), policy: aPolicy(), platform },
    phase: 'idle',
    says: 'proven; at rest',
    tells: ['succeeded: rolled out and proven'],
    rests: 'main-2 on td:2',
  },
  {
    when: 'a rollback is proven',
    situation: {
      record: provingRecord(2, { policy, trigger: { kind: 'rollback', id: 'r', at: t0, by: 'ann' } }),
      policy,
      platform,
    },
    phase: 'idle',
    says: 'proven; at rest',
    tells: ['succeeded: rolled out and proven'],
    rests: 'main-2 on td:2',
  },
  {
    when: 'it runs',
    situation: { record, policy, platform, task: running },
    phase: 'finishing',
    says: 'warm-up runs',
  },
  {
    when: 'it exited with 0',
    situation: { record, policy, platform, task: exited(0, 'after') },
    phase: 'idle',
    says: 'rolled out and proven; at rest',
    tells: ['succeeded: rolled out and proven'],
    rests: 'main-2 on td:2',
  },
  {
    when: 'it failed',
    situation: { record, policy, platform, task: exited(3, 'after') },
    phase: 'idle',
    says: `rolled out and proven; ${died}: container app exited with code 3; its log: ${log}; at rest`,
    tells: [
      `task-failed: ${died}: container app exited with code 3; its log: ${log}; the release stays`,
      `succeeded: rolled out and proven; ${died}: container app exited with code 3; its log: ${log}`,
    ],
    rests: 'main-2 on td:2',
  },
  {
    when: 'it may not be run',
    situation: {
      record: finishingRecord({
        ...wanted,
        intent: { at: t0, lastAt: t0, calls: 1, refused: true },
        refusal: 'not allowed',
      }),
      policy,
      platform,
    },
    phase: 'idle',
    says: `rolled out and proven; ${died}: not allowed; at rest`,
    tells: [
      `task-failed: ${died}: not allowed; the release stays`,
      `succeeded: rolled out and proven; ${died}: not allowed`,
    ],
    rests: 'main-2 on td:2',
  },
  {
    when: 'a newer image was pushed',
    situation: { record, policy, platform, task: running, facts: [aPush(3, { at: t0 + second })] },
    phase: 'finishing',
    says: 'warm-up runs',
  },
  {
    when: 'it ended and a newer image waits',
    situation: { record, policy, platform, task: exited(0, 'after'), facts: [aPush(3, { at: t0 + second })] },
    phase: 'preparing',
    says: `rolled out and proven; starts ${pushed(3, t0 + second)}; runs npm run migrate`,
    does: ['run npm run migrate before, main-3'],
    tells: ['succeeded: rolled out and proven'],
  },
  {
    when: 'a rollback is asked for while it runs',
    situation: { record: finishingRecord(aRun(), { pending: aPending(9, rollback) }), policy, platform, task: running },
    phase: 'finishing',
    says: 'it was told to stop and runs on',
    does: ['stop task-2 after: a rollback was asked for'],
  },
  {
    when: 'it was stopped for a rollback',
    situation: {
      record: finishingRecord(aRun({ stopping: { why: 'a rollback was asked for', lastAt: t0 } }), {
        pending: aPending(9, rollback),
      }),
      policy,
      platform,
      task: exited(137, 'after'),
    },
    phase: 'rolling',
    says: `rolled out and proven; ${died}: it was stopped: a rollback was asked for; its log: ${log}; starts deployment-9; nothing was called yet`,
    does: ['apply main-1'],
    tells: [
      `task-failed: ${died}: it was stopped: a rollback was asked for; its log: ${log}; the release stays`,
      `succeeded: rolled out and proven; ${died}: it was stopped: a rollback was asked for; its log: ${log}`,
    ],
  },
  {
    when: 'a rollback is asked for and it may not be stopped',
    situation: {
      record: finishingRecord(
        aRun({ stopping: { why: 'a rollback was asked for', lastAt: t0 }, refusal: 'not allowed' }),
        { pending: aPending(9, rollback) },
      ),
      policy,
      platform,
      task: running,
    },
    phase: 'rolling',
    says: `rolled out and proven; ${died}: it cannot be stopped and may run on: not allowed; starts deployment-9; nothing was called yet`,
    does: ['apply main-1'],
    tells: [
      `task-failed: ${died}: it cannot be stopped and may run on: not allowed; the release stays`,
      `succeeded: rolled out and proven; ${died}: it cannot be stopped and may run on: not allowed`,
    ],
  },
  {
    when: 'a rollback is asked for before it was called',
    situation: { record: finishingRecord(wanted, { pending: aPending(9, rollback) }), policy, platform },
    phase: 'rolling',
    says: 'rolled out and proven; the task after it was not run: a rollback was asked for; starts deployment-9; nothing was called yet',
    does: ['apply main-1'],
    tells: ['succeeded: rolled out and proven; the task after it was not run: a rollback was asked for'],
  },
]

it.each(rows)('when $when', checkRow)
