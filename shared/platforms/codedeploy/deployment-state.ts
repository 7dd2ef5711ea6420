import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { RolloutState } from '../../domain/observation.ts'

/** Not ended yet: its group takes no other deployment meanwhile. */
export function isActive({ status }: DeploymentInfo): boolean {
  return status !== 'Succeeded' && !endedBadly({ status })
}

export function endedBadly({ status }: Pick<DeploymentInfo, 'status'>): boolean {
  return status === 'Failed' || status === 'Stopped'
}

export function isRollback({ creator }: DeploymentInfo): boolean {
  return creator === 'codeDeployRollback'
}

/** How a deployment fares. `undone`: the deployment that CodeDeploy rolls it back with, if that was read. */
export function stateOf(info: DeploymentInfo, undone: DeploymentInfo | undefined): RolloutState {
  if (info.status === 'Succeeded') return 'completed'
  if (isActive(info)) return 'in-progress'
  if (info.rollbackInfo?.rollbackDeploymentId === undefined) return 'failed'
  if (undone?.status === 'Succeeded') return 'rolled-back'
  return undone && endedBadly(undone) ? 'rollback-failed' : 'rolling-back'
}

const mends: Readonly<Record<string, string>> = {
  ALARM_ACTIVE: 'Look at what the alarm watches.',
  ELASTIC_LOAD_BALANCING_INVALID: 'Restore the listener or target group of the deployment group, then resume.',
  ECS_UPDATE_ERROR: 'Look at the events of the service.',
  HOOK_EXECUTION_FAILURE: 'Look at the log of the function that the hook calls.',
  IAM_ROLE_MISSING: 'Restore the service role of the deployment group, then resume.',
  IAM_ROLE_PERMISSIONS: 'Give the service role of the deployment group its rights back, then resume.',
  INVALID_ECS_SERVICE: 'Check that the service is ACTIVE and has the CODE_DEPLOY controller, then resume.',
  MANUAL_STOP: 'Somebody, or something beside Longshore, stopped it.',
  THROTTLED: 'Resume to try it again.',
}

/** Why a deployment ended badly, in CodeDeploy's words and what helps. */
export function reasonOf({ deploymentId, errorInformation }: DeploymentInfo): string | undefined {
  const { code, message } = errorInformation ?? {}
  if (code === undefined && !message) return undefined
  const mend = mends[code ?? '']
  const said = message ? `: ${message.trim().replace(/\.$/, '')}` : ''
  return `${mend ? `${mend} ` : ''}CodeDeploy ended ${deploymentId} with ${code ?? 'an error'}${said}.`
}
