import { hex, uuid } from '../../kernel/random.ts'
import { taskFate } from './fates.ts'
import { arn } from './identifiers.ts'
import { kickAt } from './kick.ts'
import { lifePlan } from './life-plan.ts'
import { emitServiceAction, note } from './service-events.ts'
import type { Deployment, EcsState, ServiceRevision, SimulatedService, Task, TaskContainer } from './state.ts'
import { follow } from './task-life.ts'
import { emitTask } from './task-view.ts'
import { backOff } from './timings.ts'

/**
 * Starts one task of a deployment.
 * @returns false when there is no capacity for it; the scheduler then tries again later.
 */
export function launchTask(ecs: EcsState, service: SimulatedService, deployment: Deployment): boolean {
  resolveImages(ecs, deployment.revision)
  const task = createTask(ecs, service, deployment)
  const { fate, culprit } = taskFate(ecs, task.containers)
  if (fate.name === 'no-capacity') {
    refusePlacement(ecs, service, deployment)
    return false
  }
  admitTask(ecs, service, task)
  note(ecs, service, `has started 1 tasks: (task ${task.id}).`)
  emitTask(ecs, service, task)
  follow(ecs, { service, task, fate, culprit }, lifePlan(fate, service.timings, ecs.random))
  return true
}

export function admitTask(ecs: EcsState, service: SimulatedService, task: Task): void {
  service.tasks.add(task)
  ecs.tasks.set(task.arn, task)
}

/** Resolves each image once per service deployment: what a tag named at the first task start stays. */
export function resolveImages(ecs: EcsState, revision: ServiceRevision): void {
  for (const { name = '', image = '' } of revision.taskDefinition.containers) {
    if (revision.images.has(name)) continue
    const resolved = ecs.images.resolve(image)
    if (resolved) revision.images.set(name, resolved)
  }
}

/** A task not yet known to anybody. */
export function createTask(ecs: EcsState, service: SimulatedService, deployment: Deployment): Task {
  const id = hex(ecs.random, 32)
  const now = ecs.world.clock.now()
  return {
    arn: arn(ecs, `task/${service.clusterName}/${id}`),
    id,
    clusterName: service.clusterName,
    serviceName: service.name,
    deployment,
    taskDefinition: deployment.revision.taskDefinition,
    containers: createContainers(ecs, service, deployment, id),
    createdAt: now,
    zone: `${ecs.world.region}${ecs.random.pick(['a', 'b', 'c'])}`,
    plan: [],
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    updatedAt: now,
    isHealthy: false,
    wasHealthy: false,
  }
}

function createContainers(
  ecs: EcsState,
  service: SimulatedService,
  { revision }: Deployment,
  taskId: string,
): TaskContainer[] {
  return revision.taskDefinition.containers.map(({ name = '', image = '', essential }) => ({
    arn: arn(ecs, `container/${service.clusterName}/${taskId}/${uuid(ecs.random)}`),
    name,
    image,
    essential: essential !== false,
    runtimeId: `${taskId}-${ecs.random.integer(1_000_000_000, 4_000_000_000)}`,
    // A tag that moved since is not looked at again; an image deleted since cannot be pulled any more.
    ...pullable(ecs, image, revision.images.get(name)),
    lastStatus: 'PENDING',
  }))
}

function pullable(
  ecs: EcsState,
  image: string,
  resolved: { readonly digest: string; readonly reportedDigest: string } | undefined,
): Pick<TaskContainer, 'digest' | 'reportedDigest'> {
  if (!resolved) return {}
  const pinned = `${repositoryOf(image)}@${resolved.digest}`
  return ecs.images.resolve(pinned) ? resolved : {}
}

function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
}

function refusePlacement(ecs: EcsState, service: SimulatedService, deployment: Deployment): void {
  deployment.failedStarts += 1
  const wait = backOff(service.timings.placementBackOff, deployment.failedStarts)
  deployment.startNotBefore = ecs.world.clock.now() + wait * 1000
  const why = 'Capacity is unavailable at this time. Please try again later or in a different availability zone.'
  note(ecs, service, `was unable to place a task. Reason: ${why}`)
  emitServiceAction(ecs, service, 'SERVICE_TASK_PLACEMENT_FAILURE', {
    capacityProviderArns: [arn(ecs, 'capacity-provider/FARGATE')],
    reason: 'RESOURCE:FARGATE',
  })
  kickAt(ecs, service, deployment.startNotBefore)
}
