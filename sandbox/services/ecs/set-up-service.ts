import type { ContainerDefinition, DeploymentConfiguration, Tag } from '@aws-sdk/client-ecs'
import { createCluster } from './cluster-operations.ts'
import { addService, type NewService } from './create-service.ts'
import { admitTask, createTask, resolveImages } from './launch-task.ts'
import type { NativeSettings } from './native/native-settings.ts'
import {
  createDeployment,
  createRevision,
  makePrimary,
  recordServiceDeployment,
  startDeployment,
} from './start-deployment.ts'
import {
  changed,
  type Deployment,
  type EcsState,
  type ServiceSettings,
  type SimulatedService,
  type TaskDefinition,
} from './state.ts'
import { registerTaskDefinition, requireTaskDefinition } from './task-definitions.ts'
import { startTaskSet, withServiceSettings } from './task-set.ts'
import { type Timings, timingsWith } from './timings.ts'

/** Images by container, or more of a container definition than its image. */
export type Containers = Readonly<Record<string, string | Partial<ContainerDefinition>>>

/** A service as a test or a scenario wants it; only the name and what it runs are needed. */
export interface ServiceSetUp {
  /** Made when it does not exist yet. */
  readonly cluster: string
  readonly name: string
  /** Default 1. */
  readonly desiredCount?: number
  /** A registered revision; or name `containers`, and one is registered. */
  readonly taskDefinition?: string
  readonly containers?: Containers
  /** Family of the registered revision; the service's name when left out. */
  readonly family?: string
  /** More of the registered task definition (roles, volumes, tags …). */
  readonly definition?: Readonly<Record<string, unknown>>
  /** Circuit breaker: default `off`. */
  readonly breaker?: 'off' | 'on' | 'rollback'
  readonly deploymentConfiguration?: DeploymentConfiguration
  readonly controller?: SimulatedService['controller']
  readonly settings?: ServiceSettings
  readonly tags?: readonly Tag[]
  /** Default true: it runs healthy, its deployment completed yesterday. False: it is rolled out now. */
  readonly settled?: boolean
  readonly timings?: Partial<Timings>
  /** How long a healthy rollout in one batch takes. */
  readonly rolloutSeconds?: number
  /** The id an automatic rollback runs under; sources about AWS disagree. Default `old-id`. */
  readonly rollbackUnder?: 'old-id' | 'new-id'
  /** For `deploymentConfiguration.strategy` BLUE_GREEN, LINEAR or CANARY. */
  readonly native?: Partial<NativeSettings>
}

const DAY = 86_400_000

/** Tasks in awsvpc mode cannot start without one. */
const NETWORK: ServiceSettings['networkConfiguration'] = {
  awsvpcConfiguration: {
    subnets: ['subnet-0bf8bc789c565cdb7'],
    securityGroups: ['sg-0a1b2c3d4e5f60718'],
    assignPublicIp: 'DISABLED',
  },
}

export function setUpService(ecs: EcsState, wanted: ServiceSetUp): SimulatedService {
  const cluster = createCluster(ecs, wanted.cluster)
  const taskDefinition = taskDefinitionFor(ecs, wanted)
  const settled = wanted.settled !== false
  const service = addService(ecs, cluster, { ...newService(wanted), ...(settled ? yesterday(ecs) : {}) })
  if (settled) settleNow(ecs, service, taskDefinition)
  else if (service.controller === 'ECS') startDeployment(ecs, service, taskDefinition)
  else startTaskSet(ecs, service, taskDefinition)
  changed(ecs, service)
  return service
}

function yesterday(ecs: EcsState): { createdAt: number } {
  return { createdAt: ecs.world.clock.now() - DAY }
}

function newService(wanted: ServiceSetUp): NewService {
  const breaker = wanted.breaker ?? 'off'
  const { name, controller, settings, tags, rollbackUnder, native } = wanted
  return {
    name,
    controller,
    settings: { networkConfiguration: NETWORK, ...settings },
    tags,
    rollbackUnder,
    native,
    desiredCount: wanted.desiredCount ?? 1,
    configuration: {
      deploymentCircuitBreaker: { enable: breaker !== 'off', rollback: breaker === 'rollback' },
      ...wanted.deploymentConfiguration,
    },
    timings: timingsWith(wanted.timings, wanted.rolloutSeconds),
  }
}

function taskDefinitionFor(ecs: EcsState, wanted: ServiceSetUp): TaskDefinition {
  if (wanted.taskDefinition !== undefined) return requireTaskDefinition(ecs, wanted.taskDefinition)
  if (!wanted.containers) {
    throw new Error(`Cannot set up service ${wanted.name}: it runs nothing. Give it containers or a taskDefinition.`)
  }
  const { definition = {}, family = wanted.name } = wanted
  return registerContainers(ecs, family, wanted.containers, definition)
}

/** Registers a Fargate task definition as a console or infrastructure code would. */
export function registerContainers(
  ecs: EcsState,
  family: string,
  containers: Containers,
  definition: Readonly<Record<string, unknown>> = {},
): TaskDefinition {
  const role = `arn:aws:iam::${ecs.world.account}:role`
  const content = {
    executionRoleArn: `${role}/${family}-execution`,
    taskRoleArn: `${role}/${family}-task`,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    ...definition,
    family,
    containerDefinitions: Object.entries(containers).map(([name, container]) => ({
      essential: true,
      ...(typeof container === 'string' ? { image: container } : container),
      name,
    })),
  }
  return registerTaskDefinition(ecs, content, `arn:aws:iam::${ecs.world.account}:root`)
}

/** Skips the rollout: healthy tasks, a completed deployment, a successful service deployment, and no event. */
function settleNow(ecs: EcsState, service: SimulatedService, taskDefinition: TaskDefinition): void {
  const deployment = completedDeployment(ecs, service, taskDefinition)
  makePrimary(service, deployment)
  service.lastCompleted = deployment
  service.traffic = new Map([[deployment.revision, { production: 100, test: 0 }]])
  service.isSteady = true
  if (service.controller === 'ECS') recordSuccess(ecs, service, deployment)
  else
    deployment.taskSet = { ...withServiceSettings(service), stability: 'STEADY_STATE', stableAt: deployment.updatedAt }
  if (service.desiredCount > 0) requireImages(ecs, service, deployment)
  for (let count = 0; count < service.desiredCount; count += 1) {
    admitTask(ecs, service, runningTask(ecs, service, deployment))
  }
}

function recordSuccess(ecs: EcsState, service: SimulatedService, deployment: Deployment): void {
  const serviceDeployment = recordServiceDeployment(ecs, service, deployment, [])
  const then = deployment.createdAt
  Object.assign(serviceDeployment, { createdAt: then, startedAt: then, finishedAt: then + 90_000, updatedAt: then })
  serviceDeployment.status = 'SUCCESSFUL'
  if (serviceDeployment.breakerStatus === 'MONITORING') serviceDeployment.breakerStatus = 'MONITORING_COMPLETE'
}

function completedDeployment(ecs: EcsState, service: SimulatedService, taskDefinition: TaskDefinition): Deployment {
  const deployment = createDeployment(ecs, service, createRevision(ecs, service, taskDefinition))
  return {
    ...deployment,
    createdAt: service.createdAt,
    updatedAt: service.createdAt + 90_000,
    rolloutState: 'COMPLETED',
    rolloutStateReason: `ECS deployment ${deployment.id} completed.`,
  }
}

function requireImages(ecs: EcsState, service: SimulatedService, { revision }: Deployment): void {
  resolveImages(ecs, revision)
  const lacking = revision.taskDefinition.containers.find(({ name = '' }) => !revision.images.has(name))
  if (!lacking) return
  throw new Error(
    `Cannot set up service ${service.name} as settled: ${lacking.image} is not in the registry. Push it first.`,
  )
}

function runningTask(ecs: EcsState, service: SimulatedService, deployment: Deployment) {
  const task = createTask(ecs, service, deployment)
  const then = deployment.createdAt
  for (const container of task.containers) container.lastStatus = 'RUNNING'
  return {
    ...task,
    createdAt: then,
    pullStartedAt: then + 10_000,
    pullStoppedAt: then + 15_000,
    startedAt: then + 25_000,
    updatedAt: then + 25_000,
    lastStatus: 'RUNNING' as const,
    version: 5,
    isHealthy: true,
    wasHealthy: true,
  }
}
