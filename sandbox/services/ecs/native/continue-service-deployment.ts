import type { ContinueServiceDeploymentResponse } from '@aws-sdk/client-ecs'
import { AwsError, type Operation } from '../../../kernel/service.ts'
import { changed, type EcsState, type ServiceDeployment } from '../state.ts'

/** Answers a pause hook that awaits an action. */
export function continueServiceDeployment(ecs: EcsState): Operation {
  return (input): ContinueServiceDeploymentResponse => {
    const wanted: string = input['serviceDeploymentArn']
    const found = ecs.serviceDeployments.get(wanted)
    if (!found) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
    answerPause(found.serviceDeployment, input['hookId'], input['action'] ?? 'CONTINUE')
    changed(ecs, found.service)
    return { serviceDeploymentArn: wanted }
  }
}

/** @throws AwsError InvalidParameterException when no such hook awaits an action */
export function answerPause(
  { native, status }: ServiceDeployment,
  hookId: string,
  action: 'CONTINUE' | 'ROLLBACK',
): void {
  const hook = native?.hooks.find(({ id }) => id === hookId)
  if (hook?.status !== 'AWAITING_ACTION' || status !== 'IN_PROGRESS') {
    throw new AwsError('InvalidParameterException', `The lifecycle hook ${hookId} is not awaiting an action.`)
  }
  hook.end(action === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED')
}
