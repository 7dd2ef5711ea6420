import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { refuse } from '../../aws/refusal.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { Rollout, RolloutState } from '../../domain/observation.ts'
import { nameOf } from './ecs-context.ts'

/** The service's rollouts as ECS lists them. Throws a Refusal for a service that cannot be deployed to this way. */
export function rolloutsOf(service: Service, target: EcsTarget): Rollout[] {
  refuseUnusable(service, target)
  return (service.deployments ?? []).map(rolloutOf)
}

/** One deployment of a service. Without a rollout state (classic load balancer) nobody can say how it fares. */
export function rolloutOf(deployment: Deployment): Rollout {
  const reason = tellingReason(deployment.rolloutStateReason)
  return {
    id: deployment.id ?? '',
    carrier: deployment.taskDefinition ?? '',
    leading: deployment.status === 'PRIMARY',
    state: stateOf(deployment),
    createdAt: deployment.createdAt?.getTime() ?? 0,
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    pending: deployment.pendingCount ?? 0,
    failed: deployment.failedTasks ?? 0,
    ...(reason ? { reason } : {}),
  }
}

/** `ECS deployment ecs-svc/… in progress.` names the state once more and would be read as why it failed. */
function tellingReason(reason: string | undefined): string | undefined {
  return reason && !/^ECS deployment \S+ (in progress|completed)\.$/.test(reason) ? reason : undefined
}

function stateOf({ rolloutState }: Deployment): RolloutState {
  switch (rolloutState) {
    case 'COMPLETED':
      return 'completed'
    case 'FAILED':
      return 'failed'
    case 'IN_PROGRESS':
      return 'in-progress'
    default:
      return 'unsupported'
  }
}

function refuseUnusable(service: Service, target: EcsTarget): void {
  const name = nameOf(target)
  if (service.status !== 'ACTIVE') {
    refuse(
      'gone',
      `The ${name} is ${service.status ?? 'in no state'}: it is being or was deleted. Create it again, or take the target out of longshore.yml.`,
    )
  }
  const controller = service.deploymentController?.type ?? 'ECS'
  if (controller !== 'ECS') {
    refuse('unsupported', `The ${name} uses the deployment controller ${controller}, not ECS. ${mendOf(controller)}`)
  }
  const classic = service.loadBalancers?.find(({ loadBalancerName }) => loadBalancerName)?.loadBalancerName
  if (classic) {
    refuse(
      'unsupported',
      `The ${name} uses the classic load balancer ${classic}, with which ECS does not say how a rollout fares. Move it to a target group, or take the target out of longshore.yml.`,
    )
  }
}

function mendOf(controller: string): string {
  return controller === 'CODE_DEPLOY'
    ? 'Add ecs.codeDeploy with application and group to its target in longshore.yml and deploy Longshore again, or change the service.'
    : 'Change it, or take the target out of longshore.yml.'
}
