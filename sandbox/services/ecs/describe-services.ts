import type { DescribeServicesResponse, ListServicesResponse, Service as ServiceShape } from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireCluster } from './find-service.ts'
import { arn, lastPart } from './identifiers.ts'
import { runningServiceDeployment } from './service-deployment-state.ts'
import type { ServiceHistory } from './service-history.ts'
import { serviceView } from './service-view.ts'
import { type EcsState, primaryOf, type SimulatedService, tasksOf } from './state.ts'
import { countTasks } from './task-counts.ts'

const MOST_SERVICES = 10

/** @param staleMs how old every answer is, asked at each call; a fault may ask for an older one */
export function describeServices(ecs: EcsState, history: ServiceHistory, staleMs: () => number): Operation {
  return (input, call): DescribeServicesResponse => {
    const cluster = requireCluster(ecs, input['cluster'])
    const names = [...new Set<string>(input['services'] ?? [])]
    if (names.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.')
    if (names.length > MOST_SERVICES) {
      throw new AwsError('InvalidParameterException', `Services cannot have more than ${MOST_SERVICES} elements.`)
    }
    const age = Math.max(staleMs(), call.staleMs ?? 0)
    const withTags: boolean = (input['include'] ?? []).includes('TAGS')
    const seen = names.map((name) => {
      const service = cluster.services.get(lastPart(name))
      return service && shownAs(ecs, history, service, age, withTags)
    })
    return {
      services: seen.filter((service) => service !== undefined),
      failures: names
        .filter((_, position) => seen[position] === undefined)
        .map((name) => ({ arn: arn(ecs, `service/${cluster.name}/${lastPart(name)}`), reason: 'MISSING' })),
    }
  }
}

function shownAs(
  ecs: EcsState,
  history: ServiceHistory,
  service: SimulatedService,
  staleMs: number,
  withTags: boolean,
): ServiceShape | undefined {
  const tags = withTags ? { tags: [...service.tags] } : {}
  if (staleMs <= 0) return { ...serviceView(ecs, service), ...currentDeployment(service), ...tags }
  const past = history.at(service, ecs.world.clock.now() - staleMs)
  return past && { ...past, ...tags }
}

function currentDeployment(
  service: SimulatedService,
): Pick<ServiceShape, 'currentServiceDeployment' | 'currentServiceRevisions'> {
  const current = runningServiceDeployment(service)
  const primary = primaryOf(service)
  const { runningCount, pendingCount } = countTasks(tasksOf(service, primary))
  return {
    ...(current && service.native.namesCurrentDeployment ? { currentServiceDeployment: current.arn } : {}),
    currentServiceRevisions: [
      {
        arn: primary.revision.arn,
        requestedTaskCount: service.desiredCount,
        runningTaskCount: runningCount,
        pendingTaskCount: pendingCount,
      },
    ],
  }
}

export function listServices(ecs: EcsState): Operation {
  return (input): ListServicesResponse => {
    const services = [...requireCluster(ecs, input['cluster']).services.values()]
    const { items, nextToken } = paginate(
      services.filter(({ status }) => status !== 'INACTIVE'),
      { maxResults: input['maxResults'], nextToken: input['nextToken'], defaultSize: 10, largestSize: 100 },
    )
    return { serviceArns: items.map((service) => service.arn), ...(nextToken === undefined ? {} : { nextToken }) }
  }
}
