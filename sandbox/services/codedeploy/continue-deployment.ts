import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireDeployment } from './find.ts'
import { type CodeDeployState, isEnded } from './state.ts'

/** Ends a wait: READY_WAIT lets traffic move, TERMINATION_WAIT lets the old task set go. */
export function continueDeployment(state: CodeDeployState): Operation {
  return (input) => {
    const deployment = requireDeployment(state, input['deploymentId'])
    const wait = input['deploymentWaitType'] ?? 'READY_WAIT'
    if (isEnded(deployment)) {
      throw new AwsError('DeploymentAlreadyCompletedException', `The deployment ${deployment.id} is already completed`)
    }
    if (wait !== 'READY_WAIT' && wait !== 'TERMINATION_WAIT') {
      throw new AwsError('InvalidDeploymentWaitTypeException', `The wait type ${wait} is invalid.`)
    }
    const { proceed } = deployment
    if (!proceed || proceed.wait !== wait) {
      throw new AwsError(
        'DeploymentIsNotInReadyStateException',
        `The deployment ${deployment.id} does not wait for ${wait}.`,
      )
    }
    proceed.run()
    return {}
  }
}
