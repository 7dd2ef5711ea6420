import type {
  ListServiceDeploymentsResponse,
  ServiceRevisionSummary,
  StopServiceDeploymentResponse,
} from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { breakerThreshold } from './breaker-settings.ts'
import { requireService } from './find-service.ts'
import { arn } from './identifiers.ts'
import { alarmsView, nativeView, type StagedServiceDeployment, weightsView } from './native/native-view.ts'
import { requestRollback } from './request-rollback.ts'
import { changed, type EcsState, type ServiceDeployment, type ServiceRevision, type SimulatedService } from './state.ts'
import { countTasks } from './task-counts.ts'

/** Newest first. */
export function listServiceDeployments(ecs: EcsState): Operation {
  return (input): ListServiceDeploymentsResponse => {
    const service = requireService(ecs, input['cluster'], input['service'])
    const statuses: string[] = input['status'] ?? []
    const { after, before } = input['createdAt'] ?? {}
    const matching = service.serviceDeployments.toReversed().filter((each) => {
      if (statuses.length > 0 && !statuses.includes(each.status)) return false
      return !(after && each.createdAt < after.getTime()) && !(before && each.createdAt > before.getTime())
    })
    const { items, nextToken } = paginate(matching, {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: 20,
      largestSize: 100,
    })
    const serviceDeployments = items.map((each) => ({
      ...identity(ecs, service, each),
      targetServiceRevisionArn: each.target.arn,
    }))
    return nextToken === undefined ? { serviceDeployments } : { serviceDeployments, nextToken }
  }
}

export function describeServiceDeployments(ecs: EcsState): Operation {
  return (input) => {
    const arns = requireArns(input['serviceDeploymentArns'], 'serviceDeploymentArns')
    const found = arns.map((each) => ecs.serviceDeployments.get(each))
    return {
      serviceDeployments: found
        .filter((each) => each !== undefined)
        .map(({ service, serviceDeployment }) => serviceDeploymentView(ecs, service, serviceDeployment)),
      failures: missing(arns, found),
    }
  }
}

/** @throws AwsError InvalidParameterException for none or more than twenty */
export function requireArns(arns: unknown, name: string): string[] {
  if (Array.isArray(arns) && arns.length > 0 && arns.length <= 20) return arns
  throw new AwsError('InvalidParameterException', `${name} must have between 1 and 20 elements.`)
}

export function missing(arns: readonly string[], found: readonly unknown[]): { arn: string; reason: string }[] {
  return arns.filter((_, position) => found[position] === undefined).map((each) => ({ arn: each, reason: 'MISSING' }))
}

/** Goes back to the last completed deployment, configured for rollback or not. */
export function stopServiceDeployment(ecs: EcsState): Operation {
  return (input): StopServiceDeploymentResponse => {
    const wanted: string = input['serviceDeploymentArn']
    const found = ecs.serviceDeployments.get(wanted)
    if (!found) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
    if ((input['stopType'] ?? 'ROLLBACK') !== 'ROLLBACK') {
      throw new AwsError('InvalidParameterException', 'The only valid stopType is ROLLBACK.')
    }
    requestRollback(ecs, found.service, found.serviceDeployment)
    changed(ecs, found.service)
    return { serviceDeploymentArn: wanted }
  }
}

function identity(ecs: EcsState, service: SimulatedService, { ...each }: ServiceDeployment) {
  return {
    serviceDeploymentArn: each.arn,
    serviceArn: service.arn,
    clusterArn: arn(ecs, `cluster/${service.clusterName}`),
    createdAt: new Date(each.createdAt),
    ...(each.startedAt === undefined ? {} : { startedAt: new Date(each.startedAt) }),
    ...(each.finishedAt === undefined ? {} : { finishedAt: new Date(each.finishedAt) }),
    status: each.status,
    ...(each.statusReason === undefined ? {} : { statusReason: each.statusReason }),
  }
}

function serviceDeploymentView(
  ecs: EcsState,
  service: SimulatedService,
  each: ServiceDeployment,
): StagedServiceDeployment {
  const { rollback } = each
  return {
    ...identity(ecs, service, each),
    updatedAt: new Date(each.updatedAt),
    ...(each.stoppedAt === undefined ? {} : { stoppedAt: new Date(each.stoppedAt) }),
    sourceServiceRevisions: each.sources.map((revision) => revisionSummary(service, each, revision)),
    targetServiceRevision: { ...revisionSummary(service, each, each.target), requestedTaskCount: service.desiredCount },
    deploymentConfiguration: each.configuration,
    ...(rollback
      ? {
          rollback: {
            reason: rollback.reason,
            startedAt: new Date(rollback.startedAt),
            serviceRevisionArn: rollback.revision.arn,
          },
        }
      : {}),
    deploymentCircuitBreaker: {
      status: each.breakerStatus,
      failureCount: service.deployments.find(({ id }) => id === each.deploymentId)?.failedTasks ?? 0,
      threshold: breakerThreshold(service),
    },
    alarms: alarmsView(each),
    ...nativeView(each),
  }
}

function revisionSummary(
  service: SimulatedService,
  each: ServiceDeployment,
  revision: ServiceRevision,
): ServiceRevisionSummary {
  const tasks = [...service.tasks].filter((task) => task.deployment.revision === revision)
  const { runningCount, pendingCount } = countTasks(tasks)
  return {
    arn: revision.arn,
    requestedTaskCount: runningCount + pendingCount,
    runningTaskCount: runningCount,
    pendingTaskCount: pendingCount,
    ...weightsView(each, revision),
  }
}
