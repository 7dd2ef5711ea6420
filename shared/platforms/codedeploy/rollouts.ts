import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { Service, TaskSet } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'
import type { CodeDeployTarget } from '../../config/normalised.ts'
import type { AppliedResult } from '../../domain/effect.ts'
import type { Millis } from '../../domain/image.ts'
import type { Rollout } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import { nameOf } from '../ecs/ecs-context.ts'
import { endedBadly, isActive, isRollback, reasonOf, stateOf } from './deployment-state.ts'
import { readDescription } from './description.ts'
import { liveSets, primarySet, setOf } from './task-sets.ts'

/** What was read of a target: the service, and the deployments that matter to it. */
export interface Sighted {
  readonly service: Service
  readonly at: Millis
  /** The newest deployment of the group, whatever became of it. */
  readonly last: DeploymentInfo | undefined
  /** By id: the newest, our own, and what a newest one that is a rollback undoes. */
  readonly deployments: ReadonlyMap<string, DeploymentInfo>
}

/** CodeDeploy starts to roll a deployment back moments after it ended. */
const rollsBackWithinMs = 2 * 60_000

/**
 * The deployments of a target as rollouts. The newest leads as long as it did not end badly; otherwise what production
 * traffic goes to leads again.
 */
export function rolloutsOf(seen: Sighted, target: CodeDeployTarget, own: Ask['own']): Rollout[] {
  refuseUnusable(seen.service, target)
  const { last } = seen
  const leads = last && !endedBadly(last) ? last : undefined
  const others = [...seen.deployments.values()].filter((info) => info !== leads && isOfInterest(info, seen, own))
  const leading = leads ? rolloutOf(seen, leads, true, own) : primaryRollout(seen, target)
  return [
    leading,
    ...others
      .filter(({ deploymentId }) => deploymentId !== leading.id)
      .map((info) => rolloutOf(seen, info, false, own)),
  ]
}

/** While the id of our own is not known, it may be the one that was rolled back already: it says itself whose it is. */
function isOfInterest({ deploymentId, description }: DeploymentInfo, { last }: Sighted, own: Ask['own']): boolean {
  if (deploymentId === last?.deploymentId || deploymentId === own?.id) return true
  return own !== undefined && own.id === undefined && readDescription(description)?.deploymentId === own.deploymentId
}

function rolloutOf(seen: Sighted, info: DeploymentInfo, leading: boolean, own: Ask['own']): Rollout {
  const { service, deployments } = seen
  const set = setOf(service, info)
  const reason = reasonOf(info)
  const carrier = set?.taskDefinition ?? carrierBefore(service, info, own)
  const described = readDescription(info.description)
  return {
    id: info.deploymentId ?? '',
    carrier,
    leading,
    state: stateOf(info, deployments.get(info.rollbackInfo?.rollbackDeploymentId ?? '')),
    createdAt: createdAt(info, set),
    ...countsOf(service, set),
    ...(described ? { madeBy: described.deploymentId } : {}),
    ...(reason === undefined ? {} : { reason }),
  }
}

/**
 * A rollback brings nothing new: it is as old as what it gives the traffic back to. Longshore stops deployments itself, and a
 * rollback that follows must not look like somebody's doing.
 */
function createdAt(info: DeploymentInfo, set: TaskSet | undefined): Millis {
  if (!isRollback(info)) return info.createTime?.getTime() ?? 0
  return set?.externalId === info.deploymentId ? 0 : (set?.createdAt?.getTime() ?? 0)
}

/** Before its task set is there, or after it is gone, nobody but we know what a deployment carries. */
function carrierBefore(service: Service, info: DeploymentInfo, own: Ask['own']): string {
  if (own?.id === info.deploymentId && own?.carrier !== undefined) return own.carrier
  return describedCarrier(service, info) ?? ''
}

/** The task definition that the description of a deployment names, as an ARN. */
function describedCarrier(service: Service, { description }: DeploymentInfo): string | undefined {
  const taskDefinition = primarySet(service)?.taskDefinition ?? service.taskDefinition
  const revision = readDescription(description)?.revision
  const prefix = /^(.+:task-definition\/)/.exec(taskDefinition ?? '')?.[1]
  return revision === undefined || prefix === undefined ? undefined : `${prefix}${revision}`
}

function primaryRollout({ service, last, at }: Sighted, target: CodeDeployTarget): Rollout {
  const set = primarySet(service)
  if (!set) return refuse('unavailable', `The ${nameOf(target)} has no primary task set yet. It is tried again.`)
  return {
    id: set.externalId ?? set.id ?? '',
    carrier: set.taskDefinition ?? '',
    leading: true,
    state: last && isToBeUndone(last, service, at) ? 'in-progress' : 'completed',
    createdAt: set.createdAt?.getTime() ?? 0,
    ...countsOf(service, set),
  }
}

/** It ended, and its tasks may still have some of the traffic: CodeDeploy is about to take it back. */
function isToBeUndone(
  { completeTime, autoRollbackConfiguration, rollbackInfo }: DeploymentInfo,
  service: Service,
  at: Millis,
): boolean {
  if (liveSets(service).length < 2) return false
  const expected = autoRollbackConfiguration?.enabled === true || rollbackInfo?.rollbackDeploymentId !== undefined
  return expected && at - (completeTime?.getTime() ?? at) < rollsBackWithinMs
}

function countsOf(
  service: Service,
  set: TaskSet | undefined,
): Pick<Rollout, 'desired' | 'running' | 'pending' | 'failed' | 'healthy'> {
  const running = set?.runningCount ?? 0
  return {
    desired: set?.computedDesiredCount ?? service.desiredCount ?? 0,
    running,
    pending: set?.pendingCount ?? 0,
    failed: 0,
    ...(set?.stabilityStatus === 'STEADY_STATE' ? { healthy: running } : {}),
  }
}

/** The deployment of the group that has not ended, if there is one. */
export function activeOf({ last }: Pick<Sighted, 'last'>): DeploymentInfo | undefined {
  return last && isActive(last) ? last : undefined
}

/** Throws a Refusal for a service that CodeDeploy cannot deploy to. */
export function refuseUnusable(service: Service, target: CodeDeployTarget): void {
  const name = nameOf(target)
  if (service.status !== 'ACTIVE') {
    refuse(
      'gone',
      `The ${name} is ${service.status ?? 'in no state'}: it is being or was deleted. Create it again, or take the target out of longshore.yml.`,
    )
  }
  const controller = service.deploymentController?.type ?? 'ECS'
  if (controller === 'CODE_DEPLOY') return
  refuse(
    'unsupported',
    `The ${name} has the deployment controller ${controller}, not CODE_DEPLOY. Take codeDeploy out of its target in longshore.yml and deploy Longshore again, or change the service.`,
  )
}

/** A deployment as the answer to who asked for it. */
export function startedAs({ service }: Sighted, info: DeploymentInfo): AppliedResult['rollout'] {
  const carrier = setOf(service, info)?.taskDefinition ?? describedCarrier(service, info) ?? ''
  return { id: info.deploymentId ?? '', carrier, createdAt: info.createTime?.getTime() ?? 0 }
}
