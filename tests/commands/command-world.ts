import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { blankRecord } from '../../shared/domain/decide.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { aPolicy } from '../domain/a-world.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryInbox } from '../fakes/memory-inbox.ts'
import { memoryNudgeQueue } from '../fakes/memory-nudge-queue.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

export const request = 'request-1'

export function aConfig(...policies: readonly Policy[]): LongshoreConfig {
  const targets = (policies.length > 0 ? policies : [aPolicy()]).map((policy) => [
    policy.target,
    { policy, ecs: { cluster: 'production', service: policy.target, family: policy.target, roles: [] } },
  ])
  return {
    version: 1,
    stack: 'longshore-dev',
    account: '123456789012',
    region: 'us-east-1',
    targets: Object.fromEntries(targets),
  }
}

/** Ports in memory for commands, with what a record, the registry and the inbox hold to set up and read back. */
export function commandWorld() {
  const clock = virtualClock()
  const table = memoryTable()
  const records = memoryRecordStore(table)
  return {
    clock,
    records,
    inbox: memoryInbox(table),
    queue: memoryNudgeQueue(clock),
    registry: fakeRegistry({ clock }),
    stack: memoryStackState(table),
    history: memoryHistory(table),
    remember: (more: Partial<TargetRecord>) => records.save({ ...blankRecord('api'), ...more }, 0),
    facts: async (target = 'api') => (await records.load(target)).facts,
  }
}
