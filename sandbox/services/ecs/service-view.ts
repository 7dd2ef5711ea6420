import type { Deployment as DeploymentShape, Service as ServiceShape } from '@aws-sdk/client-ecs'
import { arn } from './identifiers.ts'
import { hasScaledUp } from './native/balance-native.ts'
import { type Deployment, type EcsState, primaryOf, type SimulatedService, tasksOf } from './state.ts'
import { countTasks } from './task-counts.ts'
import { taskSetsOf } from './task-set-view.ts'

/** A service as UpdateService and DescribeServices show it, without tags. */
export function serviceView(ecs: EcsState, service: SimulatedService): ServiceShape {
  const counts = countTasks([...service.tasks])
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: arn(ecs, `cluster/${service.clusterName}`),
    loadBalancers: [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    ...counts,
    ...(service.settings.capacityProviderStrategy ? {} : { launchType: 'FARGATE' }),
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: primaryOf(service).revision.taskDefinition.arn,
    deploymentConfiguration: service.configuration,
    deployments: service.controller === 'ECS' ? service.deployments.map((each) => deploymentView(service, each)) : [],
    events: [...service.events],
    createdAt: new Date(service.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: service.controller },
    createdBy: `arn:aws:iam::${ecs.world.account}:root`,
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    ...service.settings,
    ...taskSetsOf(ecs, service),
  }
}

function deploymentView(service: SimulatedService, deployment: Deployment): DeploymentShape {
  const counts = countTasks(tasksOf(service, deployment))
  const { networkConfiguration } = service.settings
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.revision.taskDefinition.arn,
    desiredCount: desiredOf(service, deployment, counts.runningCount + counts.pendingCount),
    ...counts,
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...(networkConfiguration ? { networkConfiguration } : {}),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  }
}

/** A deployment the scheduler has not looked at yet wants nothing; a draining one wants what it still has. */
function desiredOf(service: SimulatedService, deployment: Deployment, present: number): number {
  if (deployment.status !== 'PRIMARY') return present
  const current = service.serviceDeployments.at(-1)
  const startsLater = current?.native?.target === deployment && !hasScaledUp(current.native)
  return current?.status === 'PENDING' || startsLater ? 0 : service.desiredCount
}
