import type {
  BatchGetDeploymentGroupsOutput,
  BlueGreenDeploymentConfiguration,
  DeploymentGroupInfo,
  GetDeploymentGroupOutput,
  LastDeploymentInfo,
  LoadBalancerInfo,
} from '@aws-sdk/client-codedeploy'
import type { Operation } from '../../kernel/service.ts'
import { requireApplication, requireGroup } from './find.ts'
import { type CodeDeployState, type Deployment, type Group, lastSuccessful } from './state.ts'

export function getDeploymentGroup(state: CodeDeployState): Operation {
  return (input): GetDeploymentGroupOutput => ({ deploymentGroupInfo: groupView(state, requireGroup(state, input)) })
}

/** Groups of one application; those that do not exist are named in `errorMessage`. */
export function batchGetDeploymentGroups(state: CodeDeployState): Operation {
  return (input): BatchGetDeploymentGroupsOutput => {
    const { groups } = requireApplication(state, input['applicationName'])
    const names: string[] = input['deploymentGroupNames'] ?? []
    const missing = names.filter((name) => !groups.has(name))
    const found = names.flatMap((name) => groups.get(name) ?? [])
    return {
      deploymentGroupsInfo: found.map((group) => groupView(state, group)),
      ...(missing.length > 0 ? { errorMessage: `No Deployment Group found for name: ${missing.join(', ')}` } : {}),
    }
  }
}

function groupView({ world }: CodeDeployState, group: Group): DeploymentGroupInfo {
  const last = group.deployments.at(-1)
  const successful = lastSuccessful(group)
  return {
    applicationName: group.application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.config,
    serviceRoleArn: `arn:aws:iam::${world.account}:role/ecsCodeDeployRole`,
    triggerConfigurations: [],
    alarmConfiguration: {
      enabled: group.alarms.length > 0,
      ignorePollAlarmFailure: false,
      alarms: group.alarms.map((name) => ({ name })),
    },
    autoRollbackConfiguration: { enabled: group.autoRollback.enabled, events: [...group.autoRollback.events] },
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    outdatedInstancesStrategy: 'UPDATE',
    blueGreenDeploymentConfiguration: blueGreenOf(group),
    loadBalancerInfo: loadBalancersOf(group),
    ...(successful ? { lastSuccessfulDeployment: lastView(successful) } : {}),
    ...(last ? { lastAttemptedDeployment: lastView(last) } : {}),
    computePlatform: 'ECS',
    ecsServices: [{ serviceName: group.service, clusterName: group.cluster }],
    terminationHookEnabled: false,
  }
}

function lastView({ id, status, createdAt, completedAt }: Deployment): LastDeploymentInfo {
  return {
    deploymentId: id,
    status,
    createTime: new Date(createdAt),
    ...(completedAt === undefined ? {} : { endTime: new Date(completedAt) }),
  }
}

export function blueGreenOf(group: Group): BlueGreenDeploymentConfiguration {
  return {
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE',
      terminationWaitTimeInMinutes: group.terminationWaitMinutes,
    },
    deploymentReadyOption: {
      actionOnTimeout: group.readyWaitMinutes > 0 ? 'STOP_DEPLOYMENT' : 'CONTINUE_DEPLOYMENT',
      waitTimeInMinutes: group.readyWaitMinutes,
    },
  }
}

export function loadBalancersOf({ targetGroups, listener, testListenerArn }: Group): LoadBalancerInfo {
  const pair = {
    targetGroups: targetGroups.map(({ name }) => ({ name })),
    prodTrafficRoute: { listenerArns: [listener.arn] },
    ...(testListenerArn === undefined ? {} : { testTrafficRoute: { listenerArns: [testListenerArn] } }),
  }
  return { targetGroupPairInfoList: [pair] }
}
