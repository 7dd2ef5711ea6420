import type { ServiceDeployment, ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs'
import type { EcsTarget } from '../../config/normalised.ts'
import { type Digests, type Millis, sameDigests } from '../../domain/image.ts'
import type { Rollout, RolloutState } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { reasonOf } from './deployment-reason.ts'
import type { EcsContext } from './ecs-context.ts'
import {
  describeRevisions,
  describeServiceDeployment,
  digestsOfRevision,
  listServiceDeployments,
} from './service-deployments.ts'

type Own = NonNullable<Ask['own']>

/** What AWS shows is eventually consistent: before this nothing is concluded from a rollout's absence. */
const visibleWithinMs = 60_000
/** Our clock and that of AWS may differ by so much. */
const clockSkewMs = 5_000

export const deploymentStates: Readonly<Record<string, RolloutState>> = {
  PENDING: 'in-progress',
  IN_PROGRESS: 'in-progress',
  SUCCESSFUL: 'completed',
  STOP_REQUESTED: 'stopped',
  STOPPED: 'stopped',
  ROLLBACK_REQUESTED: 'rolling-back',
  ROLLBACK_IN_PROGRESS: 'rolling-back',
  ROLLBACK_SUCCESSFUL: 'rolled-back',
  ROLLBACK_FAILED: 'rollback-failed',
}

/**
 * The rollouts with what became of ours, if that is in doubt: ECS drops a rollout from a service's list once another one
 * leads, and does not say there whether it was superseded, stopped or rolled back. Service deployments do, also of one that
 * nobody was told of (the worker died as it called) and nobody saw: that is known by what it ran. `rollouts`: with digests.
 */
export async function withFate(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  rollouts: readonly Rollout[],
  at: Millis,
): Promise<readonly Rollout[]> {
  const { own } = ask
  if (!own) return rollouts
  const listed = rollouts.find(
    (rollout) => isOwn(own, rollout) && (own.carrier !== undefined || runsGoal(ask, rollout.digests)),
  )
  if (listed ? listed.leading || listed.state !== 'in-progress' : at - own.notBefore < visibleWithinMs) return rollouts
  const fate = await fateOf(context, target, ask, own)
  if (!fate) return rollouts
  if (!listed) return [...rollouts, fate]
  const told = { ...listed, state: fate.state, ...(fate.reason ? { reason: fate.reason } : {}) }
  return rollouts.map((rollout) => (rollout === listed ? told : rollout))
}

function runsGoal({ goal, manifests }: Ask, digests: Digests | undefined): boolean {
  return goal !== undefined && sameDigests(goal, digests, manifests)
}

/** Whether a rollout is the one asked about: by its id, else by what it carries and when it began. */
export function isOwn(own: Own, rollout: Rollout): boolean {
  if (own.id !== undefined) return rollout.id === own.id
  return rollout.createdAt >= own.notBefore - clockSkewMs && (own.carrier ?? rollout.carrier) === rollout.carrier
}

async function fateOf(context: EcsContext, target: EcsTarget, ask: Ask, own: Own): Promise<Rollout | undefined> {
  const briefs = await listServiceDeployments(context, target, { after: own.notBefore - clockSkewMs })
  const revisions = await describeRevisions(
    context,
    target,
    briefs.map((brief) => brief.targetServiceRevisionArn),
  )
  const ours = oldestOf(ask, own, briefs, revisions)
  if (!ours?.brief.serviceDeploymentArn) return undefined
  const details = await describeServiceDeployment(context, target, ours.brief.serviceDeploymentArn)
  const digests = digestsOfRevision(ours.revision, Object.keys(ask.policy.containers))
  return { ...rolloutFrom(own, ours.brief, ours.revision, details), ...(digests ? { digests } : {}) }
}

interface Ours {
  readonly brief: ServiceDeploymentBrief
  readonly revision: ServiceRevision
}

/** A later one of the same carrier is somebody's restart; the number of a revision may be that of the rollout. */
function oldestOf(
  ask: Ask,
  own: Own,
  briefs: readonly ServiceDeploymentBrief[],
  revisions: readonly ServiceRevision[],
): Ours | undefined {
  const candidates = briefs
    .toSorted((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0))
    .flatMap((brief): Ours[] => {
      const revision = revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === brief.targetServiceRevisionArn)
      return revision ? [{ brief, revision }] : []
    })
  const number = own.id?.slice(own.id.indexOf('/') + 1)
  const sameNumber = candidates.find(({ revision }) => number && revision.serviceRevisionArn?.endsWith(`/${number}`))
  return sameNumber ?? candidates.find(({ revision }) => isMeant(ask, own, revision))
}

function isMeant(ask: Ask, own: Own, revision: ServiceRevision): boolean {
  if (own.carrier !== undefined) return revision.taskDefinition === own.carrier
  return runsGoal(ask, digestsOfRevision(revision, Object.keys(ask.policy.containers)))
}

function rolloutFrom(
  own: Own,
  brief: ServiceDeploymentBrief,
  revision: ServiceRevision,
  details: ServiceDeployment | undefined,
): Rollout {
  const status = details?.status ?? brief.status ?? ''
  const reason = reasonOf(details ?? brief) ?? brief.statusReason
  return {
    id: own.id ?? brief.serviceDeploymentArn ?? '',
    carrier: own.carrier ?? revision.taskDefinition ?? '',
    leading: false,
    state: deploymentStates[status] ?? 'stopped',
    createdAt: brief.createdAt?.getTime() ?? own.notBefore,
    desired: 0,
    running: details?.targetServiceRevision?.runningTaskCount ?? 0,
    pending: details?.targetServiceRevision?.pendingTaskCount ?? 0,
    failed: details?.deploymentCircuitBreaker?.failureCount ?? 0,
    ...(reason ? { reason } : {}),
  }
}
