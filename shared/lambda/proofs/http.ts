import type { LongshoreConfig } from '../../config/normalised.ts'
import type { SecretValues } from '../../ports.ts'
import { type LookFromInside, lookAtUrl } from '../../proofs/look-at-url.ts'
import { reachOf } from '../reach.ts'

export function look(
  config: LongshoreConfig,
  secrets: SecretValues,
  inside: LookFromInside | undefined,
): ReturnType<typeof lookAtUrl> {
  return lookAtUrl({ reach: reachOf(config), secrets, ...(inside ? { inside } : {}) })
}
