import type { ErrorInformation } from '@aws-sdk/client-codedeploy'
import { AwsError } from '../../kernel/service.ts'
import type { AppSpec, CodeDeployState, Deployment } from './state.ts'

/** Why a deployment cannot be carried out, seen when it starts. */
export function flawOf(state: CodeDeployState, deployment: Deployment, spec: AppSpec): ErrorInformation | undefined {
  const { group } = deployment
  const service = state.taskSets.service(group.cluster, group.service)
  if (!service) {
    const message = `The deployment failed because the ECS service ${group.service} was not found in the cluster ${group.cluster}.`
    return { code: 'INVALID_ECS_SERVICE', message }
  }
  if (service.controller !== 'CODE_DEPLOY') {
    const message = `The deployment failed because the deployment controller of the ECS service ${group.service} is ${service.controller}, not CODE_DEPLOY.`
    return { code: 'INVALID_ECS_SERVICE', message }
  }
  return routeFlaw(deployment) ?? containerFlaw(state, spec)
}

/** Traffic has no way: the listener or a target group of the group is gone. */
export function routeFlaw({ group }: Deployment): ErrorInformation | undefined {
  const gone = group.targetGroups.find(({ isGone }) => isGone)
  if (gone) {
    return { code: 'ELASTIC_LOAD_BALANCING_INVALID', message: `The target group ${gone.name} could not be found.` }
  }
  if (!group.listener.isGone) return undefined
  return { code: 'ELASTIC_LOAD_BALANCING_INVALID', message: `The listener ${group.listener.arn} could not be found.` }
}

function containerFlaw(state: CodeDeployState, spec: AppSpec): ErrorInformation | undefined {
  try {
    if (state.taskSets.containers(spec.taskDefinition).includes(spec.containerName)) return undefined
    return updateError(`The container ${spec.containerName} does not exist in the task definition.`)
  } catch (error) {
    if (error instanceof AwsError) return updateError(error.message)
    throw error
  }
}

export function updateError(message: string): ErrorInformation {
  return {
    code: 'ECS_UPDATE_ERROR',
    message: `The ECS service cannot be updated due to an unexpected error: ${message} Check your ECS service status.`,
  }
}
