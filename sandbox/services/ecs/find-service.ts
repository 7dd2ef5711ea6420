import { AwsError } from '../../kernel/service.ts'
import { lastPart } from './identifiers.ts'
import type { Cluster, EcsState, SimulatedService } from './state.ts'

/**
 * @param nameOrArn the cluster `default` when left out
 * @throws AwsError ClusterNotFoundException
 */
export function requireCluster(ecs: EcsState, nameOrArn: string | undefined): Cluster {
  const cluster = ecs.clusters.get(lastPart(nameOrArn ?? 'default'))
  if (cluster) return cluster
  throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
}

/** @throws AwsError ServiceNotFoundException, ClusterNotFoundException */
export function requireService(ecs: EcsState, cluster: string | undefined, service: string): SimulatedService {
  const found = requireCluster(ecs, cluster).services.get(lastPart(service))
  if (found) return found
  throw new AwsError('ServiceNotFoundException', 'Service not found.')
}
