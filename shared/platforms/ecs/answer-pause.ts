import { calling, refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { AdvanceEffect, AppliedResult } from '../../domain/effect.ts'
import { describeServices, serviceKey } from './describe-services.ts'
import { type EcsContext, nameOf } from './ecs-context.ts'
import { rolloutsOf } from './rollouts.ts'
import { describeServiceDeployment } from './service-deployments.ts'
import { isOpen, stageOf } from './stage-words.ts'
import { findNewest, madeBy } from './staged-rollouts.ts'

/** Lets a deployment go on that waits at a pause hook; nothing is done when it has left that stage. */
export async function answerPause(
  context: EcsContext,
  target: EcsTarget,
  effect: AdvanceEffect,
): Promise<AppliedResult> {
  const sighting = (await describeServices(context, [target])).get(serviceKey(target))
  if (!sighting) return refuse('unavailable', `The ${nameOf(target)} was not answered for. It is tried again.`)
  if ('kind' in sighting) return refuse(sighting.cause, sighting.message)
  const named = sighting.service.currentServiceDeployment
  const deployment = named ? await describeServiceDeployment(context, target, named) : await findNewest(context, target)
  const made = deployment && madeBy(deployment, rolloutsOf(sighting.service, target))
  if (!deployment || made?.id !== effect.rollout)
    return refuse(
      'throttled',
      `The rollout ${effect.rollout} of the ${nameOf(target)} does not show now. It is tried again.`,
    )
  if (stageOf(deployment).stage === effect.stage) {
    const hookId = deployment.lifecycleHookDetails?.find(isOpen)?.hookId
    const { serviceDeploymentArn } = deployment
    const api = await context.client()
    const doing = { action: 'ecs:ContinueServiceDeployment', subject: `the deployment of ${nameOf(target)}` }
    await calling(doing, () => api.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'CONTINUE' }))
  }
  const { id, carrier, createdAt } = made
  return { kind: 'applied', deploymentId: effect.deploymentId, rollout: { id, carrier, createdAt } }
}
