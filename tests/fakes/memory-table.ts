import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import type { Fact } from '../../shared/domain/fact.ts'
import type { StackStop } from '../../shared/domain/observation.ts'
import type { Phase } from '../../shared/domain/record.ts'
import type { Healed } from '../../shared/figures-ports.ts'

/** What the in-memory stores share, as the adapters share one table. Records are kept as JSON, so nothing is aliased. */
export interface MemoryTable {
  readonly records: Map<string, StoredRecord>
  readonly inboxes: Map<string, Map<string, Fact>>
  readonly history: Map<string, Map<string, OutcomeAnnouncement>>
  readonly healed: Map<string, Map<string, Healed>>
  stop: StackStop
}

export interface StoredRecord {
  readonly body: string
  readonly write: number
  readonly phase: Phase
  readonly wakeAt: number | undefined
}

export function memoryTable(): MemoryTable {
  return { records: new Map(), inboxes: new Map(), history: new Map(), healed: new Map(), stop: { stopped: false } }
}
