import type { StopDeploymentOutput } from '@aws-sdk/client-codedeploy'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { isConfigured, STOPPED_BY_USER, stopDeployment } from './end-deployment.ts'
import { requireDeployment } from './find.ts'
import { type CodeDeployState, isEnded } from './state.ts'

/** Stops soon; what the request says of a rollback goes before what the deployment is configured for. */
export function stopDeploymentOperation(state: CodeDeployState): Operation {
  return (input): StopDeploymentOutput => {
    const deployment = requireDeployment(state, input['deploymentId'])
    if (isEnded(deployment)) {
      throw new AwsError('DeploymentAlreadyCompletedException', `The deployment ${deployment.id} is already completed`)
    }
    if (deployment.creator === 'codeDeployRollback') {
      throw new AwsError('UnsupportedActionForDeploymentTypeException', 'A rollback deployment cannot be stopped')
    }
    const rollsBack: boolean = input['autoRollbackEnabled'] ?? isConfigured(deployment, 'DEPLOYMENT_STOP_ON_REQUEST')
    stopDeployment(state, deployment, { code: 'MANUAL_STOP', message: STOPPED_BY_USER }, rollsBack)
    return { status: 'Pending', statusMessage: 'The deployment is being stopped.' }
  }
}
