import type { Service as ServiceShape, TaskSet as TaskSetShape } from '@aws-sdk/client-ecs'
import { arn } from './identifiers.ts'
import { type Deployment, type EcsState, type SimulatedService, tasksOf } from './state.ts'
import { countTasks } from './task-counts.ts'
import type { TaskSetLaunch } from './task-set.ts'

/** With a controller of somebody else's, the running tasks belong to task sets instead of deployments. */
export function taskSetsOf(ecs: EcsState, service: SimulatedService): Pick<ServiceShape, 'taskSets'> {
  if (service.controller === 'ECS') return { taskSets: [] }
  return { taskSets: service.deployments.map((set) => taskSetView(ecs, service, set)) }
}

function taskSetView(ecs: EcsState, service: SimulatedService, set: Deployment): TaskSetShape {
  const { externalId, targetGroupArn, stability = 'STEADY_STATE', stableAt = set.updatedAt } = set.taskSet ?? {}
  const balancers = service.settings.loadBalancers ?? []
  return {
    id: set.id,
    taskSetArn: arn(ecs, `task-set/${service.clusterName}/${service.name}/${set.id}`),
    serviceArn: service.arn,
    clusterArn: arn(ecs, `cluster/${service.clusterName}`),
    ...(externalId === undefined ? {} : { externalId, startedBy: service.controller }),
    status: set.status,
    taskDefinition: set.revision.taskDefinition.arn,
    computedDesiredCount: set.status === 'DRAINING' ? 0 : service.desiredCount,
    ...countTasks(tasksOf(service, set)),
    createdAt: new Date(set.createdAt),
    updatedAt: new Date(set.updatedAt),
    ...launchView(set.taskSet?.launch),
    platformFamily: 'Linux',
    loadBalancers: balancers.map((each) => (targetGroupArn === undefined ? each : { ...each, targetGroupArn })),
    serviceRegistries: [],
    scale: { unit: 'PERCENT', value: set.status === 'DRAINING' ? 0 : 100 },
    stabilityStatus: stability,
    stabilityStatusAt: new Date(stableAt),
    tags: [],
  }
}

const NEWEST_PLATFORM = '1.4.0'

function launchView({
  capacityProviderStrategy,
  platformVersion = 'LATEST',
}: TaskSetLaunch = {}): Partial<TaskSetShape> {
  return {
    ...(capacityProviderStrategy ? { capacityProviderStrategy } : { launchType: 'FARGATE' }),
    platformVersion: platformVersion === 'LATEST' ? NEWEST_PLATFORM : platformVersion,
  }
}
