import { Refusal } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { Digest } from '../../domain/image.ts'
import { isProblem, type PlatformView, type Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { type Sighting, serviceKey } from './describe-services.ts'
import type { EcsContext } from './ecs-context.ts'
import { isOwn, withFate } from './fate.ts'
import { withDigests } from './images.ts'
import { rolloutsOf } from './rollouts.ts'
import type { RunningDeployments } from './running-deployments.ts'
import { withStages } from './staged-rollouts.ts'
import { isStaged } from './staged-service.ts'
import { lookCloser } from './tasks.ts'

const messagesTold = 5

/** Makes the view of one target from what DescribeServices told, with further calls only where something is in doubt. */
export async function viewOf(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  { service, at }: Exclude<Sighting, { kind: 'problem' }>,
  running: RunningDeployments,
): Promise<PlatformView> {
  const listed = rolloutsOf(service, target)
  if (service.taskDefinition) context.current.set(serviceKey(target), { carrier: service.taskDefinition, at })
  const staged = isStaged(service) ? await withStages(context, target, ask, { service, listed, running }) : listed
  const resolved = await Promise.all(staged.map((rollout) => withDigests(context, target, ask, rollout)))
  const rollouts = await withFate(context, target, ask, resolved, at)
  const closer = await lookCloser(context, target, ask, rollouts, at)
  const manifests = await newManifests(context, ask, rollouts)
  return {
    kind: 'seen',
    at,
    desired: service.desiredCount ?? 0,
    rollouts: rollouts.map((rollout) =>
      rollout === closer?.rollout ? { ...rollout, healthy: closer.healthy } : rollout,
    ),
    messages: (service.events ?? []).flatMap(({ message }) => message ?? []).slice(0, messagesTold),
    ...(closer ? { evidence: closer.evidence } : {}),
    ...(manifests ? { manifests } : {}),
  }
}

/** A rollout of ours that seems to run another digest may run a child of the goal's index: that is looked up once. */
export async function newManifests(
  context: EcsContext,
  ask: Ask,
  rollouts: readonly Rollout[],
): Promise<Record<Digest, readonly Digest[]> | undefined> {
  const found: Record<Digest, readonly Digest[]> = {}
  for (const [container, digest] of Object.entries(ask.goal ?? {})) {
    const repository = ask.policy.containers[container]?.repository
    if (!repository || ask.manifests[digest] || !rollouts.some((rollout) => runsOther(ask, rollout, container, digest)))
      continue
    const children = await context.children(repository, digest)
    if ('kind' in children && isProblem(children)) throw new Refusal(children)
    if (Array.isArray(children)) found[digest] = children
  }
  return Object.keys(found).length > 0 ? found : undefined
}

function runsOther({ own }: Ask, rollout: Rollout, container: string, goal: Digest): boolean {
  const digest = rollout.digests?.[container]
  const concerns = own === undefined || isOwn(own, rollout) || (rollout.leading && rollout.createdAt >= own.notBefore)
  return concerns && digest !== undefined && digest !== goal
}
