import type {
  Cluster as ClusterShape,
  CreateClusterResponse,
  DescribeClustersResponse,
  ListClustersResponse,
} from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import { arn, lastPart } from './identifiers.ts'
import type { Cluster, EcsState } from './state.ts'
import { countTasks } from './task-counts.ts'

export function createCluster(ecs: EcsState, name: string): Cluster {
  const existing = ecs.clusters.get(name)
  if (existing) return existing
  const cluster: Cluster = { name, arn: arn(ecs, `cluster/${name}`), services: new Map() }
  ecs.clusters.set(name, cluster)
  return cluster
}

export function createClusterOperation(ecs: EcsState): Operation {
  return (input): CreateClusterResponse => ({
    cluster: clusterView(createCluster(ecs, input['clusterName'] ?? 'default')),
  })
}

export function describeClusters(ecs: EcsState): Operation {
  return (input): DescribeClustersResponse => {
    const names: string[] = input['clusters'] ?? ['default']
    const found = names.map((name) => ecs.clusters.get(lastPart(name)))
    return {
      clusters: found.filter((cluster) => cluster !== undefined).map(clusterView),
      failures: names
        .filter((_, position) => found[position] === undefined)
        .map((name) => ({ arn: arn(ecs, `cluster/${lastPart(name)}`), reason: 'MISSING' })),
    }
  }
}

export function listClusters(ecs: EcsState): Operation {
  return (input): ListClustersResponse => {
    const { items, nextToken } = paginate([...ecs.clusters.values()], {
      ...{ maxResults: input['maxResults'], nextToken: input['nextToken'] },
      ...{ defaultSize: 100, largestSize: 100 },
    })
    return { clusterArns: items.map((cluster) => cluster.arn), ...(nextToken === undefined ? {} : { nextToken }) }
  }
}

function clusterView(cluster: Cluster): ClusterShape {
  const services = [...cluster.services.values()]
  const { runningCount, pendingCount } = countTasks(services.flatMap((service) => [...service.tasks]))
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: runningCount,
    pendingTasksCount: pendingCount,
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: [],
    tags: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  }
}
