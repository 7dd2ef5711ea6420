import { decodeTime, isValid } from 'ulid'
import type { Millis } from '../../domain/image.ts'

/** SSM remembers commands for thirty days. */
export const rememberedMs = 30 * 24 * 60 * 60_000
/** SSM's clock and ours, and what events round. */
const skewMs = 60_000

/** Since when commands of deployments are looked for: the time of what triggered one stands in its id. */
export function searchedSince(deploymentIds: readonly string[], now: Millis): Millis {
  const longest = now - rememberedMs
  const times = deploymentIds.map((id) => (isValid(id) ? decodeTime(id) - skewMs : longest))
  return Math.max(longest, Math.min(...times))
}
