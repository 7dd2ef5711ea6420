import type { Deployment as DeploymentShape, Service as ServiceShape } from '@aws-sdk/client-ecs'
import { arn } from './identifiers.ts'
import { type Deployment, type EcsState, primaryOf, type SimulatedService, type Task, tasksOf } from './state.ts'

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
    launchType: 'FARGATE',
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
    ...taskSets(ecs, service),
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
  return service.serviceDeployments.at(-1)?.status === 'PENDING' ? 0 : service.desiredCount
}

export interface TaskCounts {
  readonly runningCount: number
  readonly pendingCount: number
}

export function countTasks(tasks: readonly Task[]): TaskCounts {
  const starting = tasks.filter((task) => task.desiredStatus === 'RUNNING' && task.lastStatus !== 'RUNNING')
  return {
    runningCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingCount: starting.length,
  }
}

/** With the CODE_DEPLOY controller the running tasks belong to a task set instead of a deployment. */
function taskSets(ecs: EcsState, service: SimulatedService): Pick<ServiceShape, 'taskSets'> {
  if (service.controller === 'ECS') return { taskSets: [] }
  const primary = primaryOf(service)
  const id = primary.id
  const taskSet = {
    id,
    taskSetArn: arn(ecs, `task-set/${service.clusterName}/${service.name}/${id}`),
    serviceArn: service.arn,
    clusterArn: arn(ecs, `cluster/${service.clusterName}`),
    startedBy: service.controller,
    status: 'PRIMARY',
    taskDefinition: primary.revision.taskDefinition.arn,
    computedDesiredCount: service.desiredCount,
    ...countTasks([...service.tasks]),
    createdAt: new Date(service.createdAt),
    updatedAt: new Date(primary.updatedAt),
    scale: { unit: 'PERCENT' as const, value: 100 },
    stabilityStatus: 'STEADY_STATE' as const,
  }
  return { taskSets: [taskSet] }
}
