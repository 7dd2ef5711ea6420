import type { EcsTarget } from '../../config/normalised.ts'
import type { ContainerName, Digest, Digests } from '../../domain/image.ts'
import { isDigest } from '../../domain/image.ts'
import type { Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import type { EcsContext } from './ecs-context.ts'
import {
  describeRevisions,
  describeServiceDeployment,
  digestsOfRevision,
  listServiceDeployments,
} from './service-deployments.ts'
import { madeBy, pinnedDigests } from './task-definition.ts'
import { readTasks } from './tasks.ts'

/** A service deployment and the rollout it makes are created together, within so much. */
const togetherMs = 60_000
const rememberedRollouts = 1_000

/**
 * The rollout with the digests it runs. What is known costs nothing; the rest is looked up for the leading rollout, in force
 * mode for our own too, and only where asked for.
 */
export async function withDigests(
  context: EcsContext,
  target: EcsTarget,
  ask: Ask,
  rollout: Rollout,
): Promise<Rollout> {
  if (rollout.digests) return rollout
  const known = digestsAtHand(context, ask, rollout)
  if (known || !ask.wantsDigests || !isSought(ask, rollout)) return told(context, rollout, known)
  const containers = Object.keys(ask.policy.containers)
  const { definition } = await context.definitions.read(rollout.carrier)
  const pinned = pinnedDigests(definition, containers)
  return told(context, rollout, pinned ?? (await resolvedDigests(context, target, rollout, containers)))
}

/** In force mode our own may have failed on other images than it was called for, and leads no more. */
function isSought({ policy, own }: Ask, { id, leading }: Rollout): boolean {
  return leading || (policy.mode === 'force' && id === own?.id)
}

/** Force mode rolls the same carrier out with other digests each time: there the carrier alone says nothing. */
function digestsAtHand(context: EcsContext, ask: Ask, rollout: Rollout): Digests | undefined {
  const definition = context.definitions.peek(rollout.carrier)?.definition
  if (definition) {
    return pinnedDigests(definition, Object.keys(ask.policy.containers)) ?? resolvedBefore(context, ask, rollout)
  }
  const known = ask.policy.mode === 'force' ? undefined : ask.known[rollout.carrier]
  return known ?? resolvedBefore(context, ask, rollout)
}

/** A rollout keeps the digests it was resolved to. */
function resolvedBefore(context: EcsContext, ask: Ask, { id }: Rollout): Digests | undefined {
  return context.resolved.get(id) ?? ask.known[id]
}

function told(context: EcsContext, rollout: Rollout, digests: Digests | undefined): Rollout {
  const by = madeBy(context.definitions.peek(rollout.carrier)?.tags ?? [])
  return { ...rollout, ...(digests ? { digests } : {}), ...(by === undefined ? {} : { madeBy: by }) }
}

/** What ECS resolved the tags of a carrier to: its service revision tells, else the running tasks where they agree. */
async function resolvedDigests(
  context: EcsContext,
  target: EcsTarget,
  rollout: Rollout,
  containers: readonly ContainerName[],
): Promise<Digests | undefined> {
  const arn = await revisionOf(context, target, rollout)
  const [revision] = await describeRevisions(context, target, [arn])
  const isItsOwn = revision?.taskDefinition === undefined || revision.taskDefinition === rollout.carrier
  const resolved = isItsOwn ? digestsOfRevision(revision, containers) : undefined
  if (resolved) remember(context, rollout.id, resolved)
  if (resolved || rollout.running === 0) return resolved
  const running = await runningDigests(context, target, rollout, containers)
  if (running && rollout.state === 'completed') remember(context, rollout.id, running)
  return running
}

/** The platform's own way back starts a rollout inside the service deployment that failed, which then names the revision. */
async function revisionOf(context: EcsContext, target: EcsTarget, rollout: Rollout): Promise<string | undefined> {
  const { createdAt } = rollout
  const together = await listServiceDeployments(context, target, {
    after: createdAt - togetherMs,
    before: createdAt + togetherMs,
  })
  const distance = (at: Date | undefined) => Math.abs((at?.getTime() ?? 0) - createdAt)
  const [closest] = together.toSorted((a, b) => distance(a.createdAt) - distance(b.createdAt))
  if (closest) return closest.targetServiceRevisionArn
  const earlier = await listServiceDeployments(context, target, { before: createdAt })
  const [newest] = earlier.toSorted((a, b) => distance(a.createdAt) - distance(b.createdAt))
  if (!newest?.serviceDeploymentArn || !newest.status?.startsWith('ROLLBACK_')) return undefined
  return (await describeServiceDeployment(context, target, newest.serviceDeploymentArn))?.rollback?.serviceRevisionArn
}

export async function runningDigests(
  context: EcsContext,
  target: EcsTarget,
  rollout: Pick<Rollout, 'id'>,
  containers: readonly ContainerName[],
): Promise<Digests | undefined> {
  const tasks = await readTasks(context, target, rollout.id, 'RUNNING')
  const found: Record<ContainerName, Digest> = {}
  for (const name of containers) {
    const seen = new Set(
      tasks.map((task) => task.containers?.find((container) => container.name === name)?.imageDigest),
    )
    const [digest] = seen
    if (seen.size !== 1 || digest === undefined || !isDigest(digest)) return undefined
    found[name] = digest
  }
  return found
}

function remember(context: EcsContext, rollout: string, digests: Digests): void {
  const oldest = context.resolved.keys().next().value
  if (context.resolved.size >= rememberedRollouts && oldest !== undefined) context.resolved.delete(oldest)
  context.resolved.set(rollout, digests)
}
