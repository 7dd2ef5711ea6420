import { isBreakerOn } from './breaker-settings.ts'
import { arn, decimalId, serviceDeploymentId } from './identifiers.ts'
import { kick } from './kick.ts'
import { beginNative, sourcesOf } from './native/begin-native.ts'
import { halt } from './native/run-timer.ts'
import { isNative } from './native/stages.ts'
import { runningServiceDeployment, setStatus } from './service-deployment-state.ts'
import { emitDeployment } from './service-events.ts'
import {
  type Deployment,
  type EcsState,
  primaryOf,
  type ServiceDeployment,
  type ServiceRevision,
  type SimulatedService,
  type TaskDefinition,
} from './state.ts'

/** Begins a rollout: the new deployment is PRIMARY at once, what ran before is drained, what was rolling is stopped. */
export function startDeployment(ecs: EcsState, service: SimulatedService, taskDefinition: TaskDefinition): Deployment {
  const superseded = runningServiceDeployment(service)
  if (superseded) supersede(ecs, superseded)
  const deployment = createDeployment(ecs, service, createRevision(ecs, service, taskDefinition))
  const native = isNative(service.configuration) ? beginNative(service, deployment) : undefined
  const sources = native ? sourcesOf(service, native) : service.deployments.slice(0, 1).map(({ revision }) => revision)
  makePrimary(service, deployment)
  const serviceDeployment = recordServiceDeployment(ecs, service, deployment, sources)
  if (native) serviceDeployment.native = native
  service.isSteady = false
  emitDeployment(ecs, service, deployment, {
    name: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    reason: deployment.rolloutStateReason,
  })
  kick(ecs, service, service.timings.firstLook)
  return deployment
}

function supersede(ecs: EcsState, superseded: ServiceDeployment): void {
  setStatus(ecs, superseded, 'STOP_REQUESTED')
  if (superseded.native) halt(ecs, superseded.native)
}

/** Puts a deployment first; the one that was PRIMARY is drained from now on. */
export function makePrimary(service: SimulatedService, deployment: Deployment): void {
  if (service.deployments.length > 0) {
    const previous = primaryOf(service)
    previous.status = previous.rolloutState === 'FAILED' ? 'DRAINING' : 'ACTIVE'
  }
  deployment.status = 'PRIMARY'
  service.deployments = [deployment, ...service.deployments.filter((other) => other !== deployment)]
}

export function createRevision(
  ecs: EcsState,
  service: SimulatedService,
  taskDefinition: TaskDefinition,
): ServiceRevision {
  const revision: ServiceRevision = {
    arn: arn(ecs, `service-revision/${service.clusterName}/${service.name}/${decimalId(ecs.random)}`),
    taskDefinition,
    createdAt: ecs.world.clock.now(),
    images: new Map(),
  }
  ecs.revisions.set(revision.arn, { service, revision })
  return revision
}

export function createDeployment(ecs: EcsState, service: SimulatedService, revision: ServiceRevision): Deployment {
  const id = `ecs-svc/${decimalId(ecs.random)}`
  const now = ecs.world.clock.now()
  return {
    id,
    revision,
    createdAt: now,
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    updatedAt: now,
    failedTasks: 0,
    isRollback: false,
    failedStarts: 0,
    isImpaired: false,
    isTripping: false,
    startNotBefore: now,
    completeNotBefore: now + (service.desiredCount === 0 ? service.timings.firstLook[1] * 1000 : 0),
  }
}

export function recordServiceDeployment(
  ecs: EcsState,
  service: SimulatedService,
  deployment: Deployment,
  sources: readonly ServiceRevision[],
): ServiceDeployment {
  const now = ecs.world.clock.now()
  const serviceDeployment: ServiceDeployment = {
    arn: arn(ecs, `service-deployment/${service.clusterName}/${service.name}/${serviceDeploymentId(ecs.random)}`),
    target: deployment.revision,
    sources,
    deploymentId: deployment.id,
    createdAt: now,
    configuration: service.configuration,
    status: 'PENDING',
    updatedAt: now,
    breakerStatus: isBreakerOn(service) ? 'MONITORING' : 'DISABLED',
    alarms: { ignored: new Set(ecs.alarms), triggered: [] },
  }
  service.serviceDeployments.push(serviceDeployment)
  ecs.serviceDeployments.set(serviceDeployment.arn, { service, serviceDeployment })
  return serviceDeployment
}
