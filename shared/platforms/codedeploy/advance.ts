import { errorName } from '../../aws/problem.ts'
import { calling, Refusal, refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { AdvanceEffect, AppliedResult } from '../../domain/effect.ts'
import { type CodeDeployContext, groupName } from './codedeploy-context.ts'
import { lookAt } from './look.ts'
import { startedAs } from './rollouts.ts'
import { readyStage } from './stage.ts'

/** What CodeDeploy answers when the deployment waits no more: somebody let it go on, or it ended. */
const goneOn = ['DeploymentIsNotInReadyStateException', 'DeploymentAlreadyCompletedException']

/** Lets production traffic move in a deployment that waits as Ready. One that waits no more is left alone. */
export async function letTrafficMove(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  { deploymentId, rollout: id, stage }: AdvanceEffect,
): Promise<AppliedResult> {
  const seen = await lookAt(context, { target, own: id })
  const info = seen.deployments.get(id)
  if (!info) return refuse('throttled', `The deployment ${id} of the ${groupName(target)} does not show now.`)
  if (info.status === 'Ready' && stage === readyStage) await goOn(context, target, id)
  return { kind: 'applied', deploymentId, rollout: startedAs(seen, info) }
}

async function goOn(context: CodeDeployContext, target: CodeDeployTarget, deploymentId: string): Promise<void> {
  const api = await context.codedeploy()
  const subject = `deployment ${deploymentId} of ${groupName(target)}`
  const input = { deploymentId, deploymentWaitType: 'READY_WAIT' as const }
  try {
    await calling({ action: 'codedeploy:ContinueDeployment', subject }, () => api.continueDeployment(input))
  } catch (error) {
    if (!goneOn.includes(errorName(error instanceof Refusal ? error.cause : error))) throw error
  }
}
