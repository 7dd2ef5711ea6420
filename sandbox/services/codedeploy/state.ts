import type {
  DeploymentStatus,
  ErrorInformation,
  LifecycleEventStatus,
  RollbackInfo,
  TargetStatus,
} from '@aws-sdk/client-codedeploy'
import type { Random, Timer, World } from '../../kernel/service.ts'
import type { TaskSetLaunch } from '../ecs/task-set.ts'
import type { TaskSets } from '../ecs/task-set-control.ts'
import type { Routing } from './deployment-configs.ts'
import type { HookAnswer } from './hooks.ts'

/** Times in this folder are epoch milliseconds. */
export interface CodeDeployState {
  readonly world: World
  readonly random: Random
  readonly taskSets: TaskSets
  readonly applications: Map<string, Application>
  readonly deployments: Map<string, Deployment>
  /** Custom ones beside those AWS has. */
  readonly configs: Map<string, Routing>
  /** What a Lambda function says when a hook calls it. */
  readonly hookAnswers: Map<string, HookAnswer>
  /** Starts the deployment that undoes one. */
  readonly rollBack: (failed: Deployment) => void
}

export interface Application {
  readonly name: string
  readonly groups: Map<string, Group>
  /** AppSpec contents by their sha256: all that were ever deployed. */
  readonly revisions: Map<string, string>
}

export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST'

export interface AutoRollback {
  readonly enabled: boolean
  readonly events: readonly RollbackEvent[]
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly application: Application
  readonly cluster: string
  readonly service: string
  readonly config: string
  readonly autoRollback: AutoRollback
  /** How long READY waits for ContinueDeployment before the deployment is stopped; 0: it does not wait. */
  readonly readyWaitMinutes: number
  /** How long the old task set stays after all traffic moved. */
  readonly terminationWaitMinutes: number
  readonly targetGroups: readonly [TargetGroup, TargetGroup]
  readonly listener: { readonly arn: string; isGone: boolean }
  readonly testListenerArn?: string | undefined
  readonly alarms: readonly string[]
  /** Oldest first. */
  readonly deployments: Deployment[]
  /** Percent of production traffic by task set id; what is not named gets none. */
  traffic: Readonly<Record<string, number>>
}

export interface TargetGroup {
  readonly name: string
  readonly arn: string
  isGone: boolean
}

export interface AppSpec {
  readonly taskDefinition: string
  readonly containerName: string
  readonly containerPort: number
  /** What the new tasks run on; nothing of it is taken over from the tasks before. */
  readonly launch: TaskSetLaunch
  /** Function by lifecycle event. */
  readonly hooks: Readonly<Partial<Record<LifecycleEventName, string>>>
}

export const LIFECYCLE = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const

export type LifecycleEventName = (typeof LIFECYCLE)[number]

export interface LifecycleEvent {
  readonly name: LifecycleEventName
  status: LifecycleEventStatus
  startedAt?: number
  endedAt?: number
  message?: string
}

/** What AWS calls a revision: an AppSpec, known by its hash. */
export interface Revision {
  readonly sha256: string
  readonly content: string
}

export interface Deployment {
  readonly id: string
  readonly group: Group
  readonly config: string
  readonly description?: string | undefined
  readonly creator: 'user' | 'codeDeployRollback'
  readonly revision?: Revision | undefined
  readonly previousRevision?: Revision | undefined
  readonly autoRollback: AutoRollback
  readonly createdAt: number
  readonly events: readonly LifecycleEvent[]
  status: DeploymentStatus
  targetStatus: TargetStatus
  startedAt?: number
  completedAt?: number
  lastUpdatedAt: number
  error?: ErrorInformation
  rollback?: RollbackInfo
  /** Task set ids. */
  blue?: string
  green?: string
  /** Ends the wait that the deployment is in; undefined when it waits for nothing that a person can end. */
  proceed?: { readonly wait: 'READY_WAIT' | 'TERMINATION_WAIT'; readonly run: () => void } | undefined
  /** Asked after every change of the service, until it says true. */
  until?: (() => boolean) | undefined
  /** The hook that has not answered yet. */
  hook?: { readonly executionId: string; readonly answer: (status: 'Succeeded' | 'Failed') => void } | undefined
  /** The one thing that happens next by itself. */
  timer?: Timer | undefined
}

const ENDED: readonly DeploymentStatus[] = ['Succeeded', 'Failed', 'Stopped']

export function isEnded(deployment: Deployment): boolean {
  return ENDED.includes(deployment.status)
}

export function activeDeployment(group: Group): Deployment | undefined {
  return group.deployments.find((each) => !isEnded(each))
}

/** What a failed deployment of the group goes back to. */
export function lastSuccessful(group: Group): Deployment | undefined {
  return group.deployments.findLast(({ status }) => status === 'Succeeded')
}

export function groupArn({ world }: CodeDeployState, group: Group): string {
  const path = `deploymentgroup:${group.application.name}/${group.name}`
  return `arn:aws:codedeploy:${world.region}:${world.account}:${path}`
}
