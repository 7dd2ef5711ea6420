import * as z from 'zod/mini'
import type { Envelope } from './event-envelope.ts'
import type { RolloutChanged } from './rollout-event.ts'
import { type Refused, refuseShape } from './unwanted.ts'

/** ECR gives the name of the repository, Inspector its ARN. */
const Detail = z.object({
  'repository-name': z.string().check(z.minLength(1)),
  'scan-status': z.string(),
})

/**
 * Reads the detail of `ECR Image Scan` or `Inspector2 Scan`: a scan of an image ended. It is a hint to look: what was found is
 * asked of the registry.
 */
export function parseScanEvent({ id, at, type, account, region, detail }: Envelope): RolloutChanged | Refused {
  const parsed = z.safeParse(Detail, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const { 'repository-name': named, 'scan-status': event } = parsed.data
  const name = named.replace(/^arn:.*?:repository\//, '')
  return { kind: 'rollout', id, at, about: [`repository ${account}/${region}/${name}`], event }
}
