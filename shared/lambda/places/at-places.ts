import type { ClientPlace } from '../../aws/client-settings.ts'
import type { LongshoreConfig } from '../../config/normalised.ts'
import type { Purpose } from '../../config/places.ts'

/**
 * Makes one of something for each place that targets are in. Gives the one of a target's place; of the stack's place for a
 * target that nobody configures. `make` is called with the configuration of a place: its targets alone. In other accounts it may
 * only look, unless the purpose says otherwise.
 */
export type AtPlaces = <T>(
  make: (config: LongshoreConfig, at: ClientPlace | undefined) => T,
  purpose?: Purpose,
) => (target: string | undefined) => T
