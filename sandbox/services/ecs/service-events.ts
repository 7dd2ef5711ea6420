import { uuid } from '../../kernel/random.ts'
import { arn } from './identifiers.ts'
import { isNative } from './native/stages.ts'
import type { Deployment, EcsState, SimulatedService } from './state.ts'

const KEPT_MESSAGES = 100

/** Adds a line to what DescribeServices shows as `events`. */
export function note(ecs: EcsState, service: SimulatedService, text: string): void {
  const event = {
    id: uuid(ecs.random),
    createdAt: new Date(ecs.world.clock.now()),
    message: `(service ${service.name}) ${text}`,
  }
  service.events = [event, ...service.events].slice(0, KEPT_MESSAGES)
}

export type DeploymentEventName =
  | 'SERVICE_DEPLOYMENT_IN_PROGRESS'
  | 'SERVICE_DEPLOYMENT_COMPLETED'
  | 'SERVICE_DEPLOYMENT_FAILED'

/**
 * Emits `ECS Deployment State Change`; for strategies other than ROLLING only where the service is set to: whether AWS does is
 * not documented. `updatedAt` lags the event at the end of a rollout, as
 * recorded ones do.
 */
export function emitDeployment(
  ecs: EcsState,
  service: SimulatedService,
  deployment: Deployment,
  event: { readonly name: DeploymentEventName; readonly reason: string },
): void {
  if (isNative(service.configuration) && !service.native.sendsDeploymentEvents) return
  const now = ecs.world.clock.now()
  const lag = event.name === 'SERVICE_DEPLOYMENT_IN_PROGRESS' ? 0 : ecs.random.integer(27_000, 120_000)
  ecs.world.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Deployment State Change',
    resources: [service.arn],
    detail: {
      eventType: event.name === 'SERVICE_DEPLOYMENT_FAILED' ? 'ERROR' : 'INFO',
      eventName: event.name,
      deploymentId: deployment.id,
      updatedAt: new Date(Math.max(now - lag, Math.min(now, deployment.createdAt))).toISOString(),
      reason: event.reason,
    },
  })
}

const SERVICE_ACTION_TYPES = {
  CAPACITY_PROVIDER_STEADY_STATE: 'INFO',
  SERVICE_STEADY_STATE: 'INFO',
  TASKSET_STEADY_STATE: 'INFO',
  SERVICE_TASK_START_IMPAIRED: 'WARN',
  SERVICE_TASK_PLACEMENT_FAILURE: 'ERROR',
} as const

/** Emits `ECS Service Action`. */
export function emitServiceAction(
  ecs: EcsState,
  service: SimulatedService,
  eventName: keyof typeof SERVICE_ACTION_TYPES,
  more: Readonly<Record<string, unknown>> = {},
): void {
  ecs.world.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Service Action',
    resources: [service.arn],
    detail: {
      eventType: SERVICE_ACTION_TYPES[eventName],
      eventName,
      clusterArn: arn(ecs, `cluster/${service.clusterName}`),
      ...more,
      createdAt: new Date(ecs.world.clock.now()).toISOString(),
    },
  })
}
