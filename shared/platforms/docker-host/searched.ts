import { decodeTime, isValid } from 'ulid'
import type { Millis } from '../../domain/image.ts'

/** SSM remembers commands for thirty days. */
export const rememberedMs = 30 * 24 * 60 * 60_000
/** SSM's clock and ours, and what events round. */
const skewMs = 60_000

/** Since when commands of a deployment are looked for: the time of what triggered it stands in its id. */
export function searchedSince(deploymentId: string, now: Millis): Millis {
  const longest = now - rememberedMs
  return isValid(deploymentId) ? Math.max(longest, decodeTime(deploymentId) - skewMs) : longest
}
