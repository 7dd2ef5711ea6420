import type { LongshoreConfig } from '../config/normalised.ts'
import type { Reach } from '../proofs/http/find-addresses.ts'
import { networksOf } from '../proofs/http/networks.ts'
import { resolveName } from '../proofs/resolve-name.ts'

/** How HTTP proofs find and may reach their hosts. */
export function reachOf({ checks }: LongshoreConfig): Reach {
  return { resolve: resolveName, networks: networksOf(checks?.privateNetworks ?? []) }
}
