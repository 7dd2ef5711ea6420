import { expect, it } from '@jest/globals'
import { status } from '../../shared/commands/status.ts'
import type { Proof } from '../../shared/domain/proof.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import { aPending, aPolicy, aRecord, provingRecord, rollingRecord, t0 } from '../domain/a-world.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryStackState } from '../fakes/memory-stack-state.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const proof = (name: string): Proof => ({
  ...{ kind: 'log', name, whenUnknown: 'fail', failures: 1, group: 'g', pattern: 'p', atMost: 0 },
})
const policy = aPolicy({ proofs: [proof('front'), proof('back')] })
const seen = { name: 'front', at: t0, verdict: 'failed' as const, words: 'answered 500', failures: 1 }

async function statusOf(record: TargetRecord) {
  const table = memoryTable()
  const records = memoryRecordStore(table)
  await records.save(record, 0)
  const config = {
    ...{ version: 1 as const, stack: 's', account: '1', region: 'r' },
    targets: { api: { policy, kind: 'ecs' as const, ecs: { cluster: 'c', service: 'api', family: 'api', roles: [] } } },
  }
  const ports = { records, stack: memoryStackState(table), history: memoryHistory(table), clock: virtualClock() }
  const [only] = (await status({ kind: 'status' }, config, ports)).targets
  return only
}

it('shows what the last look at each proof came to while a release is proven', async () => {
  expect((await statusOf(provingRecord(2, { policy, proofs: [seen] })))?.deployment?.proofs).toEqual([
    'front failed at 2026-11-16T09:00:00.000Z: answered 500',
    'back not looked at yet',
  ])
})

it.each([
  ['without proofs', provingRecord(2)],
  ['before the rollout is complete', rollingRecord(2, { policy })],
])('shows none %s', async (_when, record) => {
  expect((await statusOf(record))?.deployment).not.toHaveProperty('proofs')
})

it('says what a start waits for', async () => {
  const record = aRecord({ pending: aPending(2), state: { name: 'waiting', since: t0, why: 'scan' } })
  expect(await statusOf(record)).toMatchObject({ phase: 'waiting', waitsFor: 'the scan of its images' })
})
