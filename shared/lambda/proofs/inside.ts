import { invokeClient } from '../../aws/clients.ts'
import type { LongshoreConfig } from '../../config/normalised.ts'
import { probeName } from '../../config/probe-name.ts'
import type { LookFromInside } from '../../proofs/look-at-url.ts'
import { lookFromInside } from '../../proofs/look-from-inside.ts'

/** Looks through the function that stands in the network of `checks.vpc`. */
export function inside(config: LongshoreConfig): LookFromInside {
  return lookFromInside(invokeClient, probeName(config))
}
