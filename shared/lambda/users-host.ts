import type { LongshoreConfig } from '../config/normalised.ts'
import type { Clock } from '../ports.ts'
import type { DefinitionImages } from '../prune-ports.ts'

/** What tells which images targets of a kind have in use is composed from. */
export interface UsersHost {
  /** Its targets are those in the account and region of the stack. */
  readonly config: LongshoreConfig
  readonly clock: Clock
  readonly imagesOf: DefinitionImages
}
