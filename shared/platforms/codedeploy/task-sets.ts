import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { Service, TaskSet } from '@aws-sdk/client-ecs'
import { isRollback } from './deployment-state.ts'

/** Those that are not on their way out. */
export function liveSets({ taskSets = [] }: Service): readonly TaskSet[] {
  return taskSets.filter(({ status }) => status !== 'DRAINING')
}

/** The one that production traffic goes to. */
export function primarySet({ taskSets = [] }: Service): TaskSet | undefined {
  return taskSets.find(({ status }) => status === 'PRIMARY')
}

/**
 * The task set that a deployment leads to. A rollback usually makes none of its own: it leads to the one that the deployment
 * it undoes was to replace.
 */
export function setOf(service: Service, info: DeploymentInfo): TaskSet | undefined {
  const own = service.taskSets?.find(({ externalId }) => externalId === info.deploymentId)
  if (own || !isRollback(info)) return own
  const undone = info.rollbackInfo?.rollbackTriggeringDeploymentId
  return liveSets(service).find(({ externalId }) => externalId === undefined || externalId !== undone)
}
