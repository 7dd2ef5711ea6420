import { largestRecordBytes, RecordTooLarge } from '../../shared/aws/record-too-large.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import type { TargetRecord } from '../../shared/domain/record.ts'
import type { Loaded, RecordStore } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

export interface MemoryRecordStoreOptions {
  readonly touch?: Touch
  /** Turns stored JSON into a record; by default it is taken as it is. */
  readonly migrate?: (json: unknown) => TargetRecord
}

/** RecordStore in memory: the same conditions as the table, steps `load`, `save`, `isCurrent`, `removeFacts`. */
export function memoryRecordStore(table: MemoryTable, options: MemoryRecordStoreOptions = {}): RecordStore {
  const touch = options.touch ?? untouched
  const migrate = options.migrate ?? ((json: unknown) => json as TargetRecord)
  return {
    load: (target) => touching(touch, 'load', () => load(table, target, migrate)),
    save: (record, write) => touching(touch, 'save', () => save(table, record, write)),
    isCurrent: (target, write) => touching(touch, 'isCurrent', () => lastWrite(table, target) === write),
    removeFacts: (target, ids) =>
      touching(touch, 'removeFacts', () => {
        for (const id of ids) table.inboxes.get(target)?.delete(id)
      }),
  }
}

function load(table: MemoryTable, target: string, migrate: (json: unknown) => TargetRecord): Loaded {
  const stored = table.records.get(target)
  return {
    record: stored ? migrate(JSON.parse(stored.body)) : undefined,
    write: stored?.write ?? 0,
    facts: oldestFirst([...(table.inboxes.get(target)?.values() ?? [])]).slice(0, 100),
  }
}

function save(table: MemoryTable, record: TargetRecord, write: number): 'saved' | 'conflict' {
  if (lastWrite(table, record.target) !== write) return 'conflict'
  const body = JSON.stringify(record)
  const bytes = Buffer.byteLength(body)
  if (bytes > largestRecordBytes) throw new RecordTooLarge(record.target, bytes)
  table.records.set(record.target, { body, write: write + 1, phase: record.state.name, wakeAt: record.wakeAt })
  return 'saved'
}

function lastWrite(table: MemoryTable, target: string): number {
  return table.records.get(target)?.write ?? 0
}

function oldestFirst(facts: Fact[]): Fact[] {
  return facts.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}
