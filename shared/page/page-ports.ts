import type { LongshoreConfig } from '../config/normalised.ts'
import type { ImageDates, PastReader } from '../figures-ports.ts'
import type { CommitsOf } from '../notify/commits-of.ts'
import type { Clock, HistoryPages, RecordStore, StackState } from '../ports.ts'

/** What the page reads; it writes nothing. */
export interface PagePorts {
  readonly config: LongshoreConfig
  readonly clock: Clock
  readonly records: Pick<RecordStore, 'load'>
  readonly stack: Pick<StackState, 'readStop'>
  readonly history: HistoryPages
  readonly commits: Pick<CommitsOf, 'of'>
  readonly past: PastReader
  readonly dates: ImageDates
  readonly log: { error(message: string, keys?: Readonly<Record<string, unknown>>): void }
}
