import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import { answering, calling, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import { digestsOf } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Policy } from '../../domain/policy.ts'
import { describeServices, serviceKey } from './describe-services.ts'
import { differences } from './differences.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { rolloutOf, rolloutsOf } from './rollouts.ts'
import { carriesDigests } from './task-definition-store.ts'
import { turnAround } from './turn-around.ts'

/** A task definition seen so recently need not be asked for again. */
const freshMs = 15_000

/** Brings a release onto the service. Throws a Refusal when AWS did nothing. */
export async function applyRelease(
  context: EcsContext,
  target: EcsTarget,
  policy: Policy,
  effect: ApplyEffect,
): Promise<AppliedResult> {
  if (policy.mode === 'observe')
    refuse('invalid', `Target ${policy.target} is only observed (mode: observe): nothing is deployed.`)
  const turned = effect.ends ? await turnAround(context, target, effect) : undefined
  if (turned) return { ...applied(effect, turned) }
  const restarts = policy.mode === 'force' && effect.kind === 'apply' && effect.release.carrier === undefined
  if (restarts) return { ...applied(effect, await updateService(context, target, effect.base, true)) }
  const carrier = await carrierFor(context, target, effect)
  const rollout = await updateService(context, target, carrier, effect.force)
  const comparable = effect.kind === 'revert' || effect.release.carrier !== undefined
  const differing = comparable ? await otherDifferences(context, effect.replaces, carrier) : undefined
  return {
    ...applied(effect, rollout),
    ...(differing ? { differences: differing } : {}),
  }
}

type StartedRollout = AppliedResult['rollout']

function applied({ deploymentId }: ApplyEffect, rollout: StartedRollout): AppliedResult {
  return { kind: 'applied', deploymentId, rollout }
}

/** The release's own carrier if it can be used as it is, else a copy pinned to the release. */
async function carrierFor(
  context: EcsContext,
  target: EcsTarget,
  { release, base, deploymentId, again }: ApplyEffect,
): Promise<string> {
  if (release.carrier !== undefined) {
    const own = await context.definitions.readFresh(release.carrier)
    const isUsable = own.definition.status === 'ACTIVE' && carriesDigests(own.definition, digestsOf(release.images))
    return isUsable ? release.carrier : context.definitions.pin(own, release.images, deploymentId, again)
  }
  const current = base ?? (await currentCarrier(context, target))
  return context.definitions.pin(await context.definitions.read(current), release.images, deploymentId, again)
}

/** The service's task definition of this moment: what is deployed differs from it in the images only. */
async function currentCarrier(context: EcsContext, target: EcsTarget): Promise<string> {
  const seen = context.current.get(serviceKey(target))
  if (seen && context.clock.now() - seen.at < freshMs) return seen.carrier
  const sighting = (await describeServices(context, [target])).get(serviceKey(target))
  if (!sighting) return refuse('unavailable', `The ${nameOf(target)} was not answered for. It is tried again.`)
  if ('kind' in sighting) return refuse(sighting.cause, sighting.message)
  rolloutsOf(sighting.service, target)
  return (
    sighting.service.taskDefinition ??
    refuse('invalid', `The ${nameOf(target)} has no task definition. Deploy it once by hand.`)
  )
}

async function updateService(
  context: EcsContext,
  target: EcsTarget,
  carrier: string | undefined,
  force: boolean,
): Promise<StartedRollout> {
  const api = await context.client()
  const { cluster, service } = target
  const input: UpdateServiceCommandInput = {
    ...{ cluster, service },
    ...(carrier === undefined ? {} : { taskDefinition: carrier }),
    ...(force ? { forceNewDeployment: true } : {}),
  }
  const answer = await calling({ action: 'ecs:UpdateService', subject: nameOf(target) }, () => api.updateService(input))
  const primary = answer.service?.deployments?.find(({ status }) => status === 'PRIMARY')
  if (!primary)
    return refuse(
      'unsupported',
      `AWS started no rollout of its own for the ${nameOf(target)}: its deployment controller is not supported.`,
    )
  const { id, carrier: leads, createdAt } = rolloutOf(primary)
  context.current.set(serviceKey(target), { carrier: leads, at: context.clock.now() })
  return { id, carrier: leads, createdAt }
}

/** What else changes by going back, for people. AWS has acted by now: not being able to compare must not hide that. */
async function otherDifferences(
  context: EcsContext,
  replaced: string | undefined,
  restored: string,
): Promise<readonly string[] | undefined> {
  if (replaced === undefined || replaced === restored) return undefined
  const compared = await answering(async () => {
    const before = await context.definitions.read(replaced)
    const after = await context.definitions.read(restored)
    return { kind: 'compared' as const, lines: differences(before.definition, after.definition) }
  })
  return isProblem(compared) ? [`what else differs is not known: ${compared.message}`] : compared.lines
}
