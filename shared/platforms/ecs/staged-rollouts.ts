import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs'
import { Refusal } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import { isProblem, type Rollout, type RolloutState } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { reasonOf } from './deployment-reason.ts'
import type { EcsContext } from './ecs-context.ts'
import { deploymentStates } from './fate.ts'
import type { RunningDeployments } from './running-deployments.ts'
import { describeServiceDeployment, listServiceDeployments } from './service-deployments.ts'
import { stageOf } from './stage-words.ts'
import { goesBack, goesForward } from './staged-service.ts'

/** A service deployment and the rollout it makes are created together, within so much. */
const togetherMs = 60_000

interface Staged {
  readonly service: Service
  readonly listed: readonly Rollout[]
  readonly running: RunningDeployments
}

/**
 * The rollouts of a service with stages as its newest service deployment tells them: which of two revisions leads, how far
 * it is, how long it stays there. What the list of rollouts says of that is documented for rolling deployments only.
 */
export async function withStages(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  staged: Staged,
): Promise<readonly Rollout[]> {
  const newest = await newestDeployment(context, target, ask, staged)
  return newest ? toldBy(newest, staged.listed) : staged.listed
}

/** The running one, if the service names it; else the newest, where ours is being watched or the list says nothing. */
async function newestDeployment(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  { service, listed, running }: Staged,
): Promise<ServiceDeployment | undefined> {
  const named = service.currentServiceDeployment
  const seen = named === undefined ? undefined : running.get(named)
  if (isProblem(seen)) throw new Refusal(seen)
  if (seen) return seen
  if (!ask.own && !listed.some(({ state }) => state === 'unsupported')) return undefined
  return findNewest(context, target)
}

/** One that ended has no stage any more: the list tells all of it. */
export async function findNewest(context: EcsContext, target: EcsTarget): Promise<ServiceDeployment | undefined> {
  const briefs = await listServiceDeployments(context, target, {})
  const [newest] = briefs.toSorted((a, b) => timeOf(b.createdAt) - timeOf(a.createdAt))
  if (!newest?.serviceDeploymentArn || !(goesForward(newest) || goesBack(newest))) return newest
  return describeServiceDeployment(context, target, newest.serviceDeploymentArn)
}

function timeOf(at: Date | undefined): number {
  return at?.getTime() ?? 0
}

function toldBy(deployment: ServiceDeployment, listed: readonly Rollout[]): Rollout[] {
  const made = madeBy(deployment, listed)
  const { status = '' } = deployment
  if (status.startsWith('ROLLBACK_')) return backAgain(deployment, listed, made)
  if (!made) return [...listed]
  const leads = goesForward(deployment) || status === 'SUCCESSFUL'
  return listed.map((rollout) => {
    if (rollout === made) return { ...told(rollout, deployment), leading: leads || rollout.leading }
    return leads ? { ...rollout, leading: false } : rollout
  })
}

/** The rollout that a service deployment makes. */
export function madeBy({ createdAt }: ServiceDeployment, listed: readonly Rollout[]): Rollout | undefined {
  const distance = (rollout: Rollout) => Math.abs(rollout.createdAt - timeOf(createdAt))
  const [closest] = listed.toSorted((a, b) => distance(a) - distance(b))
  return closest && distance(closest) <= togetherMs ? closest : undefined
}

function told(rollout: Rollout, deployment: ServiceDeployment): Rollout {
  const reason = reasonOf(deployment)
  const { reason: _listed, ...rest } = rollout
  return {
    ...rest,
    state: stateOf(deployment, rollout),
    ...(goesForward(deployment) ? stageOf(deployment) : {}),
    ...(reason ? { reason } : {}),
  }
}

/** One that failed and may not go back is called stopped, as one that was overtaken is: the list knows better. */
function stateOf({ status }: ServiceDeployment, rollout: Rollout): RolloutState {
  const state = deploymentStates[status ?? ''] ?? rollout.state
  return state === 'stopped' && rollout.state === 'failed' ? 'failed' : state
}

/** What served before leads again, whatever the list calls PRIMARY meanwhile. */
function backAgain(deployment: ServiceDeployment, listed: readonly Rollout[], made: Rollout | undefined): Rollout[] {
  const others = listed.filter((rollout) => rollout !== made)
  const former = others.find(({ leading }) => leading) ?? others.toSorted((a, b) => b.running - a.running)[0]
  return listed.map((rollout) => {
    if (rollout === made) return { ...told(rollout, deployment), leading: former === undefined }
    if (rollout !== former) return { ...rollout, leading: false }
    return { ...rollout, ...restoring(deployment, rollout), leading: true }
  })
}

function restoring(deployment: ServiceDeployment, { state }: Rollout): Partial<Rollout> {
  if (goesBack(deployment)) return { state: 'in-progress', ...stageOf(deployment) }
  if (deployment.status === 'ROLLBACK_SUCCESSFUL') return { state: 'completed' }
  const reason = deployment.statusReason ?? 'ECS could not go back'
  return { state: state === 'completed' ? state : 'failed', ...(state === 'completed' ? {} : { reason }) }
}
