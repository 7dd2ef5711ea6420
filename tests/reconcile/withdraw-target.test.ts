import { expect, it } from '@jest/globals'
import type { StopTaskEffect } from '../../shared/domain/effect.ts'
import type { OneOffTasks } from '../../shared/ports.ts'
import { withdrawTarget } from '../../shared/reconcile/withdraw-target.ts'
import { aRun, preparingRecord } from '../domain/a-task.ts'
import { image } from '../domain/a-world.ts'
import { fakePlatform } from '../fakes/fake-platform.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryAnnouncer } from '../fakes/memory-announcer.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const out = 'cancelled: the target was taken out of the configuration; what is on it was left as it is'
const ended = `${out}; the task before the rollout (npm run migrate), task-2, is told to stop`

/** A target that left the configuration while its task runs, after it was withdrawn. */
async function withdrawn(stop?: OneOffTasks['stop']) {
  const clock = virtualClock()
  const registry = fakeRegistry({ clock })
  const platform = fakePlatform({ clock, registry })
  platform.addService('api', { digests: { app: image(1).digest } })
  const table = memoryTable()
  const announcer = memoryAnnouncer()
  const records = memoryRecordStore(table)
  const silent = () => {}
  const log = { decided: silent, conflict: silent, notAnnounced: silent, overtaken: silent }
  const never = async () => Promise.reject(new Error('Nothing is to be looked at or run.'))
  const tasks = stop ? { tasks: { observe: never, run: never, stop } } : {}
  const record = preparingRecord(aRun())
  await records.save(record, 0)
  const ports = { clock, platform, registry, records, announcer, log, history: memoryHistory(table) }
  await withdrawTarget(record.target, { ...ports, stack: memoryStackState(table), ...tasks })
  const told = announcer.published().map((one) => `${one.kind === 'outcome' ? one.outcome : one.notice}: ${one.reason}`)
  return { told, left: (await records.load(record.target)).record }
}

it('stops the task of a target that left the configuration, and tells', async () => {
  const stopped: StopTaskEffect[] = []
  const { told, left } = await withdrawn(async (_policy, effect) => {
    stopped.push(effect)
    return { kind: 'task-stopping', deploymentId: effect.deploymentId }
  })
  expect(stopped.map(({ task }) => task)).toEqual(['task-2'])
  expect(told).toEqual([ended])
  expect(left).toMatchObject({ version: 1, state: { name: 'idle' }, outbox: [] })
})

it.each<[string, OneOffTasks['stop'] | undefined, string]>([
  [
    'may not be stopped',
    async (_policy, { deploymentId }) => ({ kind: 'refused', deploymentId, cause: 'denied', message: 'not allowed' }),
    'not allowed',
  ],
  [
    'cannot be stopped by what was packaged',
    undefined,
    'This function was packaged without anything that runs tasks. Deploy the stack again.',
  ],
])('calls a person where it %s', async (_what, stop, why) => {
  const { told, left } = await withdrawn(stop)
  expect(told).toEqual([
    ended,
    `task-failed: the task task-2 could not be stopped: ${why}; if it runs, it can be stopped by hand`,
  ])
  expect(left?.outbox).toEqual([])
})
