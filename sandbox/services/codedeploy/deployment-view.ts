import type { DeploymentInfo, DeploymentOverview, RevisionLocation } from '@aws-sdk/client-codedeploy'
import { blueGreenOf, loadBalancersOf } from './group-view.ts'
import type { Deployment, Revision } from './state.ts'

/** A deployment as GetDeployment shows it: the content of its AppSpec is never in it, only the hash. */
export function deploymentView(deployment: Deployment): DeploymentInfo {
  const { group, description, revision, previousRevision, startedAt, completedAt, error, rollback } = deployment
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.config,
    deploymentId: deployment.id,
    ...(previousRevision ? { previousRevision: revisionView(previousRevision) } : {}),
    ...(revision ? { revision: revisionView(revision) } : {}),
    status: deployment.status,
    ...(error ? { errorInformation: error } : {}),
    createTime: new Date(deployment.createdAt),
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
    ...(completedAt === undefined ? {} : { completeTime: new Date(completedAt) }),
    deploymentOverview: overviewOf(deployment),
    ...(description === undefined ? {} : { description }),
    creator: deployment.creator,
    ignoreApplicationStopFailures: false,
    autoRollbackConfiguration: {
      enabled: deployment.autoRollback.enabled,
      events: [...deployment.autoRollback.events],
    },
    updateOutdatedInstancesOnly: false,
    ...(rollback ? { rollbackInfo: rollback } : {}),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    // For ECS it stays false even while the old task set waits for its end.
    instanceTerminationWaitTimeStarted: false,
    blueGreenDeploymentConfiguration: blueGreenOf(group),
    loadBalancerInfo: loadBalancersOf(group),
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: 'ECS',
  }
}

function revisionView({ sha256 }: Revision): RevisionLocation {
  return { revisionType: 'AppSpecContent', appSpecContent: { sha256 } }
}

function overviewOf({ targetStatus }: Deployment): DeploymentOverview {
  const counts = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 }
  return targetStatus === 'Unknown' ? counts : { ...counts, [targetStatus]: 1 }
}
