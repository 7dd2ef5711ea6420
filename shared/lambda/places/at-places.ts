import type { ClientPlace } from '../../aws/client-settings.ts'
import type { LongshoreConfig } from '../../config/normalised.ts'

/**
 * Makes one of something for each place that targets are in. Gives the one of a target's place; of the stack's place for a
 * target that nobody configures. `make` is called with the configuration of a place: its targets alone.
 */
export type AtPlaces = <T>(
  make: (config: LongshoreConfig, at: ClientPlace | undefined) => T,
) => (target: string | undefined) => T
