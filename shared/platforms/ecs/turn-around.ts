import type { ServiceDeployment, ServiceRevision } from '@aws-sdk/client-ecs'
import { calling, Refusal, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import { digestsOf } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Release } from '../../domain/record.ts'
import { describeServices, serviceKey } from './describe-services.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { rolloutsOf } from './rollouts.ts'
import { describeRevisions, describeServiceDeployment } from './service-deployments.ts'
import { findNewest, madeBy } from './staged-rollouts.ts'
import { goesBack, goesForward, isStaged } from './staged-service.ts'
import { digestIn } from './task-definition.ts'

/**
 * Sends a deployment with stages back the way it came: the old tasks still run, so this takes seconds where a new deployment
 * would go through all stages again. Undefined when it is too late for that, or when ECS would go back to something else.
 */
export async function turnAround(
  context: EcsContext,
  target: EcsTarget,
  policy: Policy,
  { release }: ApplyEffect,
): Promise<AppliedResult['rollout'] | undefined> {
  const sighting = (await describeServices(context, [target])).get(serviceKey(target))
  if (!sighting) return refuse('unavailable', `The ${nameOf(target)} was not answered for. It is tried again.`)
  if ('kind' in sighting) return refuse(sighting.cause, sighting.message)
  const { service, at } = sighting
  if (!isStaged(service)) return undefined
  const named = service.currentServiceDeployment
  const deployment = named ? await describeServiceDeployment(context, target, named) : await findNewest(context, target)
  if (!deployment || !canTurn(deployment)) return undefined
  const former = await formerRevision(context, target, deployment, (revision) => runs(revision, release, policy))
  if (!former || !(goesBack(deployment) || (await stop(context, target, deployment)))) return undefined
  const listed = rolloutsOf(service, target)
  const made = madeBy(deployment, listed)
  const restored = listed.find((rollout) => rollout !== made && rollout.carrier === former.taskDefinition)
  const {
    id = deployment.serviceDeploymentArn ?? '',
    carrier = former.taskDefinition ?? '',
    createdAt = at,
  } = restored ?? {}
  return { id, carrier, createdAt }
}

/** Once the old tasks are being stopped there is nothing left to go back to. */
function canTurn(deployment: ServiceDeployment): boolean {
  return goesBack(deployment) || (goesForward(deployment) && deployment.lifecycleStage !== 'CLEAN_UP')
}

/** The revision that ECS would restore, if that is the release wanted. */
async function formerRevision(
  context: EcsContext,
  target: EcsTarget,
  { rollback, sourceServiceRevisions = [] }: ServiceDeployment,
  isWanted: (revision: ServiceRevision) => boolean,
): Promise<ServiceRevision | undefined> {
  const arns = rollback?.serviceRevisionArn
    ? [rollback.serviceRevisionArn]
    : sourceServiceRevisions.map(({ arn }) => arn)
  const revisions = await describeRevisions(context, target, arns)
  return revisions.find(isWanted)
}

/** An index may have been resolved to a child: then the reference tells, or a carrier that was rolled out with these images only. */
function runs(revision: ServiceRevision, { carrier, images }: Release, { mode }: Policy): boolean {
  if (mode !== 'force' && carrier !== undefined && revision.taskDefinition === carrier) return true
  return Object.entries(digestsOf(images)).every(([name, digest]) => {
    const image = revision.containerImages?.find(({ containerName }) => containerName === name)
    return image !== undefined && (image.imageDigest === digest || digestIn(image.image) === digest)
  })
}

/** @returns false when the deployment has come too far meanwhile */
async function stop(
  context: EcsContext,
  target: EcsTarget,
  { serviceDeploymentArn }: ServiceDeployment,
): Promise<boolean> {
  const api = await context.client()
  const doing = { action: 'ecs:StopServiceDeployment', subject: `the deployment of ${nameOf(target)}` }
  try {
    await calling(doing, () => api.stopServiceDeployment({ serviceDeploymentArn, stopType: 'ROLLBACK' }))
    return true
  } catch (error) {
    if (error instanceof Refusal && error.cause instanceof Error && error.cause.name === 'ConflictException')
      return false
    throw error
  }
}
