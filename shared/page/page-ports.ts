import type { LongshoreConfig } from '../config/normalised.ts'
import type { Clock, HistoryPages, RecordStore, StackState } from '../ports.ts'

/** What the page reads; it writes nothing. */
export interface PagePorts {
  readonly config: LongshoreConfig
  readonly clock: Clock
  readonly records: Pick<RecordStore, 'load'>
  readonly stack: Pick<StackState, 'readStop'>
  readonly history: HistoryPages
  readonly log: { error(message: string, keys?: Readonly<Record<string, unknown>>): void }
}
