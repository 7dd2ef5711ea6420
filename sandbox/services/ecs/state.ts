import type {
  ContainerDefinition,
  DeploymentConfiguration,
  ServiceDeploymentStatus,
  ServiceEvent,
  Service as ServiceShape,
  Tag,
  TaskStopCode,
} from '@aws-sdk/client-ecs'
import type { Random, Timer, World } from '../../kernel/service.ts'
import type { Fate } from './fates.ts'
import type { LifeStep } from './life-plan.ts'
import type { NativeRun, Traffic } from './native/native-run.ts'
import type { NativeSettings } from './native/native-settings.ts'
import type { OneOffTasks } from './one-off-task.ts'
import type { TaskSet } from './task-set.ts'
import type { Timings } from './timings.ts'

/** Times in this file are epoch milliseconds. */
export interface TaskDefinition {
  readonly arn: string
  readonly family: string
  readonly revision: number
  /** All that was registered, as it arrived. */
  readonly content: Readonly<Record<string, unknown>>
  readonly containers: readonly ContainerDefinition[]
  readonly tags: readonly Tag[]
  readonly registeredAt: number
  readonly registeredBy: string
  deregisteredAt?: number
}

export interface TaskContainer {
  readonly arn: string
  readonly name: string
  readonly image: string
  readonly essential: boolean
  readonly runtimeId: string
  /** Identity of what runs, as pushed (an index keeps its own digest). */
  readonly digest?: string | undefined
  /** What the API and the events report. */
  readonly reportedDigest?: string | undefined
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED'
  exitCode?: number
  reason?: string
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED'

/** What every task has, a service's or one that somebody ran by itself. */
export interface BareTask {
  readonly arn: string
  readonly id: string
  readonly clusterName: string
  readonly taskDefinition: TaskDefinition
  readonly containers: readonly TaskContainer[]
  readonly createdAt: number
  readonly zone: string
  /** What is still to happen to it, soonest first. */
  plan: readonly LifeStep[]
  timer?: Timer | undefined
  lastStatus: TaskStatus
  desiredStatus: 'RUNNING' | 'STOPPED'
  version: number
  updatedAt: number
  isHealthy: boolean
  wasHealthy: boolean
  pullStartedAt?: number
  pullStoppedAt?: number
  startedAt?: number
  stop?: TaskStop
  stoppingAt?: number
  executionStoppedAt?: number
  stoppedAt?: number
}

/** A task of a service. */
export interface Task extends BareTask {
  readonly serviceName: string
  readonly deployment: Deployment
}

export interface TaskStop {
  readonly code: TaskStopCode
  readonly reason: string
  /** Counts against the deployment: the image's fault, not the platform's or a person's. */
  readonly counts: boolean
  /** Keeps its place in the deployment until it is STOPPED, so that a replacement waits for it. */
  readonly keepsPlace: boolean
}

/** A frozen configuration of a service, with the digests its deployment resolved. */
export interface ServiceRevision {
  readonly arn: string
  readonly taskDefinition: TaskDefinition
  readonly createdAt: number
  readonly images: Map<string, { readonly digest: string; readonly reportedDigest: string }>
}

export interface Deployment {
  readonly id: string
  readonly revision: ServiceRevision
  readonly createdAt: number
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  rolloutStateReason: string
  updatedAt: number
  failedTasks: number
  /** Runs because another deployment failed: it is not rolled back a second time. */
  isRollback: boolean
  /** Waves of tasks that died before RUNNING; sets the back-off. */
  failedStarts: number
  isImpaired: boolean
  isTripping: boolean
  /** No task starts before this. */
  startNotBefore: number
  /** Not COMPLETED before this. */
  completeNotBefore: number
  /** It is shown as a task set: the service's controller is CODE_DEPLOY or EXTERNAL. */
  taskSet?: TaskSet
}

export interface ServiceDeployment {
  readonly arn: string
  readonly target: ServiceRevision
  readonly sources: readonly ServiceRevision[]
  readonly deploymentId: string
  readonly createdAt: number
  readonly configuration: DeploymentConfiguration
  status: ServiceDeploymentStatus
  statusReason?: string
  startedAt?: number
  stoppedAt?: number
  finishedAt?: number
  updatedAt: number
  rollback?: { readonly reason: string; readonly startedAt: number; readonly revision: ServiceRevision }
  breakerStatus: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED'
  /** Alarms: those in ALARM at the start do not count; those that condemned it. */
  readonly alarms: { readonly ignored: ReadonlySet<string>; readonly triggered: string[] }
  /** Stages and traffic, with a strategy other than ROLLING. */
  native?: NativeRun
}

export type ServiceSettings = Readonly<
  Pick<ServiceShape, 'loadBalancers' | 'networkConfiguration' | 'capacityProviderStrategy' | 'platformVersion'> &
    Record<string, unknown>
>

export interface SimulatedService {
  readonly arn: string
  readonly name: string
  readonly clusterName: string
  readonly createdAt: number
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  desiredCount: number
  configuration: DeploymentConfiguration
  controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL'
  /** Members this simulation only keeps and gives back (network, load balancers, launch type …). */
  settings: ServiceSettings
  tags: readonly Tag[]
  /** PRIMARY first. */
  deployments: Deployment[]
  readonly tasks: Set<Task>
  /** Oldest first; the last is the current one. */
  readonly serviceDeployments: ServiceDeployment[]
  /** Newest first, at most 100. */
  events: readonly ServiceEvent[]
  lastCompleted?: Deployment
  isSteady: boolean
  /** The scheduler's next look at this service. */
  pass?: Timer | undefined
  readonly timings: Timings
  readonly rollbackUnder: 'old-id' | 'new-id'
  readonly native: NativeSettings
  traffic: Traffic
}

export interface Cluster {
  readonly name: string
  readonly arn: string
  readonly services: Map<string, SimulatedService>
}

/** Finds what an image reference names now; undefined when it cannot be pulled. */
export interface ImageSource {
  readonly resolve: (reference: string) => { readonly digest: string; readonly reportedDigest: string } | undefined
}

/** Everything the simulation knows. */
export interface EcsState {
  readonly world: World
  readonly random: Random
  readonly images: ImageSource
  readonly clusters: Map<string, Cluster>
  /** Revisions by family, in order. */
  readonly families: Map<string, TaskDefinition[]>
  readonly tasks: Map<string, Task>
  readonly oneOff: OneOffTasks
  readonly serviceDeployments: Map<string, { service: SimulatedService; serviceDeployment: ServiceDeployment }>
  readonly revisions: Map<string, { service: SimulatedService; revision: ServiceRevision }>
  readonly fates: Map<string, Fate>
  /** Names of the CloudWatch alarms that are in ALARM. */
  readonly alarms: Set<string>
  /** Oldest first; forgotten after an hour. */
  readonly stoppedTasks: Task[]
  /** Told after every change of a service. */
  readonly onChange: ((service: SimulatedService) => void)[]
  /** The scheduler's look at one service. */
  readonly runPass: (ecs: EcsState, service: SimulatedService) => void
}

export function createState(world: World, images: ImageSource, runPass: EcsState['runPass']): EcsState {
  return {
    world,
    random: world.random.fork('ecs'),
    images,
    clusters: new Map(),
    families: new Map(),
    tasks: new Map(),
    oneOff: { tasks: new Map(), requests: new Map() },
    serviceDeployments: new Map(),
    revisions: new Map(),
    fates: new Map(),
    alarms: new Set(),
    stoppedTasks: [],
    onChange: [],
    runPass,
  }
}

export function changed(ecs: EcsState, service: SimulatedService): void {
  for (const listener of ecs.onChange) listener(service)
}

/** The deployment the scheduler works towards. A service always has one. */
export function primaryOf(service: SimulatedService): Deployment {
  const primary = service.deployments[0]
  if (!primary) throw new Error(`Cannot find the primary deployment of ${service.arn}: the simulation lost it.`)
  return primary
}

export function tasksOf(service: SimulatedService, deployment: Deployment): Task[] {
  return [...service.tasks].filter((task) => task.deployment === deployment)
}
