import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import { type Digests, sameDigests } from '../../domain/image.ts'
import type { PlatformView, Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { digestsOf } from './digests-of.ts'
import { nameOf, type Scheduled, type ScheduledTaskContext } from './scheduled-task-context.ts'

/** What a rule or a schedule names is there at once: one rollout, completed, that leads. */
export async function viewOf(
  { definitions, named }: ScheduledTaskContext,
  target: ScheduledTaskTarget,
  ask: Ask,
  { taskDefinition }: Scheduled,
  at: number,
): Promise<PlatformView> {
  const isRevision = /:\d+$/.test(taskDefinition)
  const { definition } = await (isRevision ? definitions.read(taskDefinition) : definitions.readFresh(taskDefinition))
  const carrier = definition.taskDefinitionArn ?? taskDefinition
  const digests = ask.known[carrier] ?? (await digestsOf(ask.policy, definition, named))
  const rollout: Rollout = {
    ...identity(target, ask, carrier, digests, at),
    carrier,
    leading: true,
    state: 'completed',
    desired: 1,
    running: 1,
    pending: 0,
    failed: 0,
    healthy: 1,
    ...(digests ? { digests } : {}),
  }
  return { kind: 'seen', at, desired: 1, rollouts: [rollout], messages: [] }
}

/** Neither EventBridge nor Scheduler says when or by whom: what shows the goal after our call is ours. */
function identity(
  target: ScheduledTaskTarget,
  { own, goal, manifests }: Ask,
  carrier: string,
  digests: Digests | undefined,
  at: number,
): Pick<Rollout, 'id' | 'createdAt'> {
  if (own && goal && sameDigests(goal, digests, manifests)) {
    return { id: own.id ?? ownId(target, own.deploymentId, own.reverting), createdAt: own.notBefore }
  }
  return { id: `${nameOf(target)} on ${carrier.slice(carrier.lastIndexOf('/') + 1)}`, createdAt: at }
}

/** The same for the same call, so that a worker that died before it was answered is understood. */
export function ownId(target: ScheduledTaskTarget, deploymentId: string, reverting: boolean): string {
  return `${nameOf(target)} by ${deploymentId}${reverting ? ' going back' : ''}`
}
