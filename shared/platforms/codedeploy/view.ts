import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { Digests } from '../../domain/image.ts'
import type { PlatformView, Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { madeBy, pinnedDigests } from '../ecs/task-definition.ts'
import { newManifests } from '../ecs/view.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'
import { evidenceOf, ownAmong } from './own-rollout.ts'
import { activeOf, rolloutsOf, type Sighted } from './rollouts.ts'
import { digestsOfSet } from './set-digests.ts'
import { stageOf } from './stage.ts'
import { primarySet, setOf } from './task-sets.ts'

const messagesTold = 5

/** Makes the view of one target from what was read, with further calls only for a deployment that is being watched. */
export async function viewOf(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  ask: Ask,
  seen: Sighted,
): Promise<PlatformView> {
  const listed = rolloutsOf(seen, target, ask.own)
  const staged = await Promise.all(listed.map((rollout) => withStage(context, target, ask, rollout, seen)))
  const rollouts = await Promise.all(staged.map((rollout) => withDigests(context, target, ask, rollout, seen)))
  const own = ownAmong(ask.own, rollouts)
  const evidence = ask.own && own ? await evidenceOf(context, target, ask.own, own, seen) : []
  const manifests = await newManifests(context.ecs, ask, rollouts)
  const failed = evidence.filter(({ conclusive }) => conclusive).length
  return {
    kind: 'seen',
    at: seen.at,
    desired: seen.service.desiredCount ?? 0,
    rollouts: rollouts.map((rollout) => (rollout === own ? { ...rollout, failed } : rollout)),
    messages: (seen.service.events ?? []).flatMap(({ message }) => message ?? []).slice(0, messagesTold),
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(manifests ? { manifests } : {}),
  }
}

async function withStage(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  { own }: Ask,
  rollout: Rollout,
  seen: Sighted,
): Promise<Rollout> {
  const active = activeOf(seen)
  if (!own || !active || active.deploymentId !== rollout.id) return rollout
  return { ...rollout, ...(await stageOf(context, target, active)) }
}

/** What is known costs nothing; the rest is looked up for the leading rollout only, and only where asked for. */
async function withDigests(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  ask: Ask,
  rollout: Rollout,
  seen: Sighted,
): Promise<Rollout> {
  const { definitions } = context.ecs
  const containers = Object.keys(ask.policy.containers)
  if (rollout.carrier === '') return rollout
  const known = definitions.peek(rollout.carrier)
  const pinned = known ? pinnedDigests(known.definition, containers) : ask.known[rollout.carrier]
  const isSought = rollout.madeBy !== undefined && ask.own?.id === undefined && rollout.madeBy === ask.own?.deploymentId
  const isWanted = ask.wantsDigests && (rollout.leading || isSought)
  const digests = pinned ?? (isWanted ? await lookedUp(context, target, rollout, containers, seen) : undefined)
  const by = rollout.madeBy ?? madeBy(definitions.peek(rollout.carrier)?.tags ?? [])
  return { ...rollout, ...(digests ? { digests } : {}), ...(by === undefined ? {} : { madeBy: by }) }
}

async function lookedUp(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  { id, carrier }: Rollout,
  containers: readonly string[],
  { service, deployments }: Sighted,
): Promise<Digests | undefined> {
  const info = deployments.get(id)
  const set = info ? setOf(service, info) : primarySet(service)
  if (set?.taskDefinition === carrier) return digestsOfSet(context, target, set, containers)
  return pinnedDigests((await context.ecs.definitions.read(carrier)).definition, containers)
}
