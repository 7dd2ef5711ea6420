import type { ErrorInformation } from '@aws-sdk/client-codedeploy'
import { emitState } from './deployment-events.ts'
import { freeze, schedule } from './schedule.ts'
import type { CodeDeployState, Deployment, RollbackEvent } from './state.ts'

export const STOPPED_BY_USER = 'The deployment was stopped because of a user request.'

export function succeed(state: CodeDeployState, deployment: Deployment): void {
  end(state, deployment, 'Succeeded')
  emitState(state, deployment, 'SUCCESS')
}

/** Ends a deployment that went wrong, and rolls it back if that is configured. */
export function failDeployment(
  state: CodeDeployState,
  deployment: Deployment,
  error: ErrorInformation,
  status: 'Failed' | 'Stopped' = 'Failed',
): void {
  giveUp(state, deployment, error, status)
  if (isConfigured(deployment, 'DEPLOYMENT_FAILURE')) state.rollBack(deployment)
}

/** Stops a deployment, a moment after it was asked for. */
export function stopDeployment(
  state: CodeDeployState,
  deployment: Deployment,
  error: ErrorInformation,
  rollsBack: boolean,
): void {
  freeze(state, deployment)
  schedule(state, deployment, [1, 3], 'stops', () => {
    giveUp(state, deployment, error, 'Stopped')
    if (rollsBack) state.rollBack(deployment)
  })
}

export function isConfigured({ autoRollback }: Deployment, event: RollbackEvent): boolean {
  return autoRollback.enabled && autoRollback.events.includes(event)
}

function giveUp(
  state: CodeDeployState,
  deployment: Deployment,
  error: ErrorInformation,
  status: 'Failed' | 'Stopped',
): void {
  freeze(state, deployment)
  deployment.error = error
  for (const event of deployment.events) {
    if (event.status === 'InProgress') event.status = 'Failed'
    else if (event.status === 'Pending') event.status = 'Skipped'
  }
  deployment.targetStatus = 'Failed'
  end(state, deployment, status)
  emitState(state, deployment, status === 'Stopped' ? 'STOP' : 'FAILURE')
}

function end(state: CodeDeployState, deployment: Deployment, status: Deployment['status']): void {
  freeze(state, deployment)
  deployment.status = status
  deployment.completedAt = state.world.clock.now()
  deployment.lastUpdatedAt = state.world.clock.now()
}
