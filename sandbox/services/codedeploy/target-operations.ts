import type {
  BatchGetDeploymentTargetsOutput,
  DeploymentTarget,
  ECSTaskSet,
  GetDeploymentTargetOutput,
  LifecycleEvent as LifecycleEventShape,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { TaskSetNow } from '../ecs/task-set-control.ts'
import { requireDeployment } from './find.ts'
import { type CodeDeployState, type Deployment, groupArn, type LifecycleEvent } from './state.ts'

export function listDeploymentTargets(state: CodeDeployState): Operation {
  return (input): ListDeploymentTargetsOutput => ({ targetIds: [targetId(requireStarted(state, input))] })
}

export function batchGetDeploymentTargets(state: CodeDeployState): Operation {
  return (input): BatchGetDeploymentTargetsOutput => {
    const deployment = requireStarted(state, input)
    const ids: string[] = input['targetIds'] ?? []
    for (const id of ids) requireTarget(deployment, id)
    return { deploymentTargets: ids.map(() => targetView(state, deployment)) }
  }
}

export function getDeploymentTarget(state: CodeDeployState): Operation {
  return (input): GetDeploymentTargetOutput => {
    const deployment = requireStarted(state, input)
    requireTarget(deployment, input['targetId'])
    return { deploymentTarget: targetView(state, deployment) }
  }
}

/** @throws AwsError DeploymentNotStartedException while it is Created or Queued */
function requireStarted(state: CodeDeployState, input: Readonly<Record<string, unknown>>): Deployment {
  const deployment = requireDeployment(state, input['deploymentId'])
  if (deployment.startedAt !== undefined) return deployment
  throw new AwsError('DeploymentNotStartedException', `The deployment ${deployment.id} has not started`)
}

function requireTarget(deployment: Deployment, id: unknown): void {
  if (id === targetId(deployment)) return
  throw new AwsError('DeploymentTargetDoesNotExistException', `The target ${id} is not of the deployment`)
}

function targetId({ group }: Deployment): string {
  return `${group.cluster}:${group.service}`
}

function targetView(state: CodeDeployState, deployment: Deployment): DeploymentTarget {
  const { group, blue, green } = deployment
  const sets = state.taskSets.all(group.cluster, group.service)
  const taskSetsInfo = [blue, green].flatMap((id, index) => {
    const set = sets.find((each) => each.id === id)
    return set ? [taskSetView(deployment, set, index === 0 ? 'Blue' : 'Green')] : []
  })
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: deployment.id,
      targetId: targetId(deployment),
      targetArn: state.taskSets.service(group.cluster, group.service)?.arn ?? groupArn(state, group),
      lastUpdatedAt: new Date(deployment.lastUpdatedAt),
      lifecycleEvents: deployment.events.map(eventView),
      status: deployment.targetStatus,
      taskSetsInfo,
    },
  }
}

function taskSetView({ group }: Deployment, set: TaskSetNow, taskSetLabel: 'Blue' | 'Green'): ECSTaskSet {
  const targetGroup = group.targetGroups.find(({ arn }) => arn === set.targetGroupArn)
  return {
    identifer: set.id,
    desiredCount: set.desired,
    pendingCount: set.pending,
    runningCount: set.running,
    status: set.status,
    trafficWeight: group.traffic[set.id] ?? 0,
    ...(targetGroup ? { targetGroup: { name: targetGroup.name } } : {}),
    taskSetLabel,
  }
}

function eventView({ name, status, startedAt, endedAt, message }: LifecycleEvent): LifecycleEventShape {
  return {
    lifecycleEventName: name,
    status,
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt) }),
    ...(message === undefined ? {} : { diagnostics: { errorCode: 'ScriptFailed', message } }),
  }
}
