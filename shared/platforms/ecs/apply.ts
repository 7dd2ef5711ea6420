import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs'
import { calling, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import type { Policy } from '../../domain/policy.ts'
import { describeServices, serviceKey } from './describe-services.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { differencesBetween, releaseCarrier } from './release-carrier.ts'
import { rolloutOf, rolloutsOf } from './rollouts.ts'
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
  const restarts = policy.mode === 'force' && effect.kind === 'apply' && effect.release.carrier === undefined
  if (restarts) return { ...applied(effect, await updateService(context, target, effect.base, true)) }
  const rollout = (await turnedAround(context, target, policy, effect)) ?? (await rolledOut(context, target, effect))
  const comparable = effect.kind === 'revert' || effect.release.carrier !== undefined
  const differing = comparable ? await differencesBetween(context, effect.replaces, rollout.carrier) : undefined
  return {
    ...applied(effect, rollout),
    ...(differing ? { differences: differing } : {}),
  }
}

async function turnedAround(
  context: EcsContext,
  target: EcsTarget,
  policy: Policy,
  effect: ApplyEffect,
): Promise<StartedRollout | undefined> {
  return effect.ends ? turnAround(context, target, policy, effect) : undefined
}

async function rolledOut(context: EcsContext, target: EcsTarget, effect: ApplyEffect): Promise<StartedRollout> {
  const carrier = await releaseCarrier(context, effect, () => currentCarrier(context, target))
  return updateService(context, target, carrier, effect.force)
}

type StartedRollout = AppliedResult['rollout']

function applied({ deploymentId }: ApplyEffect, rollout: StartedRollout): AppliedResult {
  return { kind: 'applied', deploymentId, rollout }
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
