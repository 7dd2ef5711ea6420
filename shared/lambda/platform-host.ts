import type { ClientPlace } from '../aws/client-settings.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import type { Clock, Registry } from '../ports.ts'

/** What each kind of platform is composed from; its clients it takes itself, so that a bundle holds those it needs. */
export interface PlatformHost {
  /** Its targets are those of one place. */
  readonly config: LongshoreConfig
  /** Absent: where the function is. */
  readonly at: ClientPlace | undefined
  readonly clock: Clock
  readonly children: Registry['children']
  readonly named: Registry['named']
  /** Whether a look may ask a platform that has nothing to show yet; otherwise that is left to whoever decides. */
  readonly mayAsk: boolean
}
