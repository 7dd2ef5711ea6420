import { requireService } from './find-service.ts'
import { changed, type Deployment, type EcsState, type SimulatedService, tasksOf } from './state.ts'
import { requireActiveTaskDefinition } from './task-definitions.ts'
import { drainTaskSet, makePrimaryTaskSet, startTaskSet, type TaskSetLaunch, type TaskSetOrigin } from './task-set.ts'

/** A task set as CodeDeploy sees it. */
export interface TaskSetNow {
  /** `ecs-svc/…`; what its tasks are startedBy. */
  readonly id: string
  readonly status: Deployment['status']
  /** ARN of its revision. */
  readonly taskDefinition: string
  readonly externalId?: string | undefined
  readonly targetGroupArn?: string | undefined
  readonly launch: TaskSetLaunch
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** It runs as many tasks as it should, all of them healthy. */
  readonly isSteady: boolean
  /** What its tasks were started with, by container. */
  readonly digests: Readonly<Record<string, string>>
}

/** What CodeDeploy asks of ECS. A service is named by cluster and name. */
export interface TaskSets {
  /** Undefined when there is no such active service. */
  readonly service: (
    cluster: string,
    service: string,
  ) => { readonly arn: string; readonly controller: SimulatedService['controller'] } | undefined
  /** PRIMARY first; those still draining too. */
  readonly all: (cluster: string, service: string) => TaskSetNow[]
  /** @throws AwsError ClientException, InvalidParameterException for the task definition. @returns the new one's id */
  readonly start: (cluster: string, service: string, taskDefinition: string, origin: TaskSetOrigin) => string
  readonly makePrimary: (cluster: string, service: string, id: string) => void
  readonly drain: (cluster: string, service: string, id: string) => void
  /** Set-up: the PRIMARY task set was made by this deployment. */
  readonly attribute: (cluster: string, service: string, externalId: string) => void
  /** Names of a task definition's containers. @throws AwsError ClientException when there is none */
  readonly containers: (taskDefinition: string) => string[]
  /** Called after every change of a service. */
  readonly onChange: (listener: (cluster: string, service: string) => void) => void
}

export function taskSetControl(ecs: EcsState): TaskSets {
  const find = (cluster: string, service: string) => requireService(ecs, cluster, service)
  return {
    service(cluster, name) {
      const found = ecs.clusters.get(cluster)?.services.get(name)
      return found?.status === 'ACTIVE' ? { arn: found.arn, controller: found.controller } : undefined
    },
    all: (cluster, name) => {
      const service = ecs.clusters.get(cluster)?.services.get(name)
      return (service?.deployments ?? []).flatMap((set) => (service ? [taskSetNow(service, set)] : []))
    },
    start: (cluster, name, taskDefinition, origin) =>
      startTaskSet(ecs, find(cluster, name), requireActiveTaskDefinition(ecs, taskDefinition), origin).id,
    makePrimary(cluster, name, id) {
      const service = find(cluster, name)
      makePrimaryTaskSet(ecs, service, taskSet(service, id))
    },
    drain(cluster, name, id) {
      const service = find(cluster, name)
      drainTaskSet(ecs, service, taskSet(service, id))
    },
    attribute(cluster, name, externalId) {
      const service = find(cluster, name)
      const primary = service.deployments[0]
      if (primary?.taskSet) primary.taskSet.externalId = externalId
      changed(ecs, service)
    },
    containers: (taskDefinition) =>
      requireActiveTaskDefinition(ecs, taskDefinition).containers.map(({ name = '' }) => name),
    onChange: (listener) => void ecs.onChange.push(({ clusterName, name }) => listener(clusterName, name)),
  }
}

function taskSet(service: SimulatedService, id: string): Deployment {
  const found = service.deployments.find((set) => set.id === id)
  if (found) return found
  throw new Error(`Cannot find the task set ${id} of ${service.arn}: it drained, or never was.`)
}

function taskSetNow(service: SimulatedService, set: Deployment): TaskSetNow {
  const tasks = tasksOf(service, set).filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length
  return {
    id: set.id,
    status: set.status,
    taskDefinition: set.revision.taskDefinition.arn,
    externalId: set.taskSet?.externalId,
    targetGroupArn: set.taskSet?.targetGroupArn,
    launch: set.taskSet?.launch ?? {},
    desired: set.status === 'DRAINING' ? 0 : service.desiredCount,
    running,
    pending: tasks.length - running,
    isSteady: set.taskSet?.stability === 'STEADY_STATE',
    digests: Object.fromEntries([...set.revision.images].map(([name, { digest }]) => [name, digest])),
  }
}
