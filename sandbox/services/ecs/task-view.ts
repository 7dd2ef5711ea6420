import type { Container, Task as TaskShape } from '@aws-sdk/client-ecs'
import { arn } from './identifiers.ts'
import type { BareTask, EcsState, SimulatedService, Task, TaskContainer } from './state.ts'

/** A service's task as DescribeTasks shows it. */
export function taskView(ecs: EcsState, task: Task): TaskShape {
  const { launchType: _default, ...view } = bareTaskView(ecs, task)
  return { ...view, ...launchOf(task), group: `service:${task.serviceName}`, startedBy: task.deployment.id }
}

/** Tasks of a task set run on the first provider of its strategy; how ECS spreads them over several is not simulated. */
function launchOf({ deployment }: Task): Pick<TaskShape, 'launchType' | 'capacityProviderName'> {
  const [first] = deployment.taskSet?.launch.capacityProviderStrategy ?? []
  return first ? { capacityProviderName: first.capacityProvider } : { launchType: 'FARGATE' }
}

/** What DescribeTasks shows of any task. */
export function bareTaskView(ecs: EcsState, task: BareTask): TaskShape {
  const { content } = task.taskDefinition
  return {
    attachments: [],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: task.zone,
    clusterArn: arn(ecs, `cluster/${task.clusterName}`),
    ...(task.startedAt === undefined
      ? {}
      : { connectivity: 'CONNECTED' as const, connectivityAt: new Date(task.startedAt) }),
    containers: task.containers.map((container) => containerView(task, container)),
    cpu: textOr(content['cpu'], '256'),
    memory: textOr(content['memory'], '512'),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: false,
    ephemeralStorage: { sizeInGiB: 20 },
    healthStatus: task.isHealthy ? 'HEALTHY' : 'UNKNOWN',
    lastStatus: task.lastStatus,
    launchType: 'FARGATE',
    overrides: { containerOverrides: task.containers.map(({ name }) => ({ name })) },
    platformVersion: '1.4.0',
    ...(task.stop ? { stopCode: task.stop.code, stoppedReason: task.stop.reason } : {}),
    taskArn: task.arn,
    taskDefinitionArn: task.taskDefinition.arn,
    version: task.version,
    ...taskTimes(task),
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function taskTimes(task: BareTask): Partial<TaskShape> {
  return {
    createdAt: new Date(task.createdAt),
    ...(task.pullStartedAt === undefined ? {} : { pullStartedAt: new Date(task.pullStartedAt) }),
    ...(task.pullStoppedAt === undefined ? {} : { pullStoppedAt: new Date(task.pullStoppedAt) }),
    ...(task.startedAt === undefined ? {} : { startedAt: new Date(task.startedAt) }),
    ...(task.stoppingAt === undefined ? {} : { stoppingAt: new Date(task.stoppingAt) }),
    ...(task.executionStoppedAt === undefined ? {} : { executionStoppedAt: new Date(task.executionStoppedAt) }),
    ...(task.stoppedAt === undefined ? {} : { stoppedAt: new Date(task.stoppedAt) }),
  }
}

function containerView(task: BareTask, container: TaskContainer): Container {
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    ...(container.reportedDigest && task.pullStoppedAt !== undefined ? { imageDigest: container.reportedDigest } : {}),
    ...(task.startedAt === undefined ? {} : { runtimeId: container.runtimeId }),
    lastStatus: container.lastStatus,
    ...(container.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ...(container.reason === undefined ? {} : { reason: container.reason }),
    networkInterfaces: [],
    cpu: '0',
  }
}

/** Emits `ECS Task State Change` for what the task is now. Events know no health; times are text. */
export function emitTask(ecs: EcsState, service: SimulatedService, task: Task): void {
  emitTaskView(ecs, task, taskView(ecs, task), service.settings['loadBalancers'])
}

/** The same for any task. */
export function emitTaskView(ecs: EcsState, task: BareTask, shown: TaskShape, balancers?: unknown): void {
  const { healthStatus: _, ...view } = shown
  const detail: Record<string, unknown> = JSON.parse(JSON.stringify(view))
  ecs.world.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    resources: [task.arn],
    detail: {
      ...detail,
      attachments: attachments(task, balancers),
      updatedAt: new Date(task.updatedAt).toISOString(),
    },
  })
}

const ATTACHMENT_STATUS: Partial<Record<Task['lastStatus'], string>> = {
  PROVISIONING: 'PRECREATED',
  STOPPED: 'DELETED',
}

function attachments(task: BareTask, balancers: unknown): object[] {
  const status = ATTACHMENT_STATUS[task.lastStatus] ?? 'ATTACHED'
  const id = (end: string) => `${task.id.slice(0, 8)}-${task.id.slice(8, 12)}-4000-8000-${end}${task.id.slice(12, 20)}`
  const details = [{ name: 'subnetId', value: 'subnet-0bf8bc789c565cdb7' }]
  const interfaceAttachment = { id: id('0e51'), type: 'eni', status, details }
  if (!Array.isArray(balancers) || balancers.length === 0) return [interfaceAttachment]
  return [interfaceAttachment, { id: id('0e1b'), type: 'elb', status, details: [] }]
}
