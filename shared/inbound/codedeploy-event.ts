import * as z from 'zod/mini'
import type { Envelope } from './event-envelope.ts'
import type { RolloutChanged } from './rollout-event.ts'
import { type Refused, refuseShape } from './unwanted.ts'

const Detail = z.object({
  application: z.string().check(z.minLength(1)),
  deploymentGroup: z.string().check(z.minLength(1)),
  deploymentId: z.string().check(z.minLength(1)),
  /** START, READY, QUEUED, SUCCESS, FAILURE, STOP. */
  state: z.string(),
})

/** Reads the detail of a CodeDeploy Deployment State-change Notification. A rollback is a deployment of its own. */
export function parseCodeDeployEvent({ id, at, type, detail }: Envelope): RolloutChanged | Refused {
  const parsed = z.safeParse(Detail, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const { application, deploymentGroup, deploymentId, state } = parsed.data
  return {
    kind: 'rollout',
    id,
    at,
    about: [`deployment group ${application}/${deploymentGroup}`],
    event: state,
    rollout: deploymentId,
  }
}
