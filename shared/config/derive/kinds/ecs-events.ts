import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { placesOf } from '../../places.ts'
import { services as servicesIn } from '../../targets-of.ts'
import type { EventPattern, Match } from '../event-pattern.ts'
import { matchNames } from '../match-names.ts'

/**
 * What ECS tells of rollouts of the services that are targets. Only what may end or condemn a rollout is let through:
 * steady states repeat for ever and healthy tasks start by the thousand.
 */
export function ecsEvents(config: LongshoreConfig): readonly EventPattern[] {
  if (servicesIn(config).length === 0) return []
  const places = placesOf(config).map((place) => place.config)
  const services = matchNames(places.flatMap(serviceArns))
  return [deploymentPattern(services), servicePattern(services), taskPattern(clusterMatches(places), config)]
}

/**
 * The detail of a deployment event names no cluster: the service stands in `resources` only. Hooks that pause a deployment
 * are told the same way.
 */
function deploymentPattern(services: readonly Match[]): EventPattern {
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Deployment State Change', 'ECS Hook State Change'],
    resources: services,
    detail: { eventName: ['SERVICE_DEPLOYMENT_COMPLETED', 'SERVICE_DEPLOYMENT_FAILED', { prefix: 'HOOK_' }] },
  }
}

function servicePattern(services: readonly Match[]): EventPattern {
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Service Action'],
    resources: services,
    detail: {
      eventName: [
        'SERVICE_TASK_PLACEMENT_FAILURE',
        'SERVICE_TASK_START_IMPAIRED',
        'SERVICE_DEPLOYMENT_FAILED',
        'SERVICE_DEPLOYMENT_COMPLETED',
      ],
    },
  }
}

/** Stops that may count against a rollout. The scheduler stops tasks for many reasons; failed health checks begin so. */
function taskPattern(clusters: readonly Match[], config: LongshoreConfig): EventPattern {
  const groups = servicesIn(config).map(({ service }) => `service:${service}`)
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      clusterArn: clusters,
      group: matchNames(groups, 500),
      lastStatus: ['STOPPED'],
      $or: [
        { stopCode: ['TaskFailedToStart', 'EssentialContainerExited'] },
        { stopCode: ['ServiceSchedulerInitiated'], stoppedReason: [{ prefix: 'Task failed' }] },
      ],
    },
  }
}

/** Each by its name as long as they are few. */
function clusterMatches(places: readonly LongshoreConfig[]): readonly Match[] {
  const clusters = matchNames(places.flatMap(clusterArns))
  if (clusters.length <= 8) return clusters
  return matchNames(
    places.filter((there) => clusterNames(there).length > 0).map((there) => `${ecsArn(there)}:cluster/`),
  ).map(asPrefix)
}

function asPrefix(match: Match): Match {
  return typeof match === 'string' ? { prefix: match } : match
}

function clusterNames(config: LongshoreConfig): string[] {
  return [...new Set(servicesIn(config).map(({ cluster }) => cluster))]
}

function serviceArns(config: LongshoreConfig): string[] {
  return servicesIn(config).map(({ cluster, service }) => `${ecsArn(config)}:service/${cluster}/${service}`)
}

function clusterArns(config: LongshoreConfig): string[] {
  return clusterNames(config).map((cluster) => `${ecsArn(config)}:cluster/${cluster}`)
}

function ecsArn({ account, region }: LongshoreConfig): string {
  return `arn:${partitionOf(region)}:ecs:${region}:${account}`
}
