import type { DeploymentInfo, ECSTarget, LifecycleEvent } from '@aws-sdk/client-codedeploy'
import { calling } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { Rollout } from '../../domain/observation.ts'
import type { CodeDeployContext } from './codedeploy-context.ts'
import { routingOf } from './routing.ts'

type Stage = Pick<Rollout, 'stage' | 'staysMs' | 'next'>

/** The stage in which production traffic waits for somebody. */
export const readyStage = 'ready to take traffic'

const minuteMs = 60_000
/** CodeDeploy gives the function of a hook an hour. */
const hookMs = 60 * minuteMs

/** Where a deployment in progress is, and how long CodeDeploy declared to stay there. */
export async function stageOf(
  context: CodeDeployContext,
  target: CodeDeployTarget,
  info: DeploymentInfo,
): Promise<Stage> {
  if (info.status === 'Created' || info.status === 'Queued') return { stage: 'queued' }
  const options = info.blueGreenDeploymentConfiguration
  if (info.status === 'Ready') {
    const staysMs = (options?.deploymentReadyOption?.waitTimeInMinutes ?? 0) * minuteMs
    const next = { what: 'lets the traffic move', afterMs: 0, approval: true as const }
    return { stage: readyStage, staysMs, next }
  }
  const ecs = await readTarget(context, target, info.deploymentId ?? '')
  const event = ecs?.lifecycleEvents?.find(({ status }) => status === 'InProgress')
  if (event) return eventStage(context, info, event, ecs)
  if (ecs?.status !== 'Succeeded') return { stage: 'between two steps' }
  const staysMs = (options?.terminateBlueInstancesOnDeploymentSuccess?.terminationWaitTimeInMinutes ?? 0) * minuteMs
  return { stage: 'all traffic moved, the tasks before stay a while', staysMs }
}

async function eventStage(
  context: CodeDeployContext,
  info: DeploymentInfo,
  { lifecycleEventName: name = 'a step' }: LifecycleEvent,
  ecs: ECSTarget | undefined,
): Promise<Stage> {
  if (name === 'Install') return { stage: 'starts tasks' }
  if (name !== 'AllowTraffic') return /^(Before|After)/.test(name) ? { stage: name, staysMs: hookMs } : { stage: name }
  const weight = ecs?.taskSetsInfo?.find(({ taskSetLabel }) => taskSetLabel === 'Green')?.trafficWeight ?? 0
  const { stepMinutes } = await routingOf(context, info.deploymentConfigName ?? '')
  return { stage: `${weight} % of traffic`, staysMs: stepMinutes * minuteMs }
}

/** The target of a deployment to ECS is named by cluster and service. */
async function readTarget(
  context: CodeDeployContext,
  { cluster, service }: CodeDeployTarget,
  deploymentId: string,
): Promise<ECSTarget | undefined> {
  const api = await context.codedeploy()
  const doing = { action: 'codedeploy:BatchGetDeploymentTargets', subject: `deployment ${deploymentId}` }
  const input = { deploymentId, targetIds: [`${cluster}:${service}`] }
  const { deploymentTargets } = await calling(doing, () => api.batchGetDeploymentTargets(input))
  return deploymentTargets?.[0]?.ecsTarget
}
