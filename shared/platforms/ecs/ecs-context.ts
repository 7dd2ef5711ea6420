import type { EcsApi } from '../../aws/ecs-api.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { Digests, Millis } from '../../domain/image.ts'
import type { Clock, Registry } from '../../ports.ts'
import type { TaskDefinitionStore } from './task-definition-store.ts'

/** What every part of the ECS platform works with. */
export interface EcsContext {
  readonly client: () => Promise<EcsApi>
  readonly clock: Clock
  readonly definitions: TaskDefinitionStore
  /** Children of an index, from the registry. */
  readonly children: Registry['children']
  /** Digests that a rollout's revision was resolved to, by rollout id. */
  readonly resolved: Map<string, Digests>
  /** The task definition each service was last seen with, by cluster and service. */
  readonly current: Map<string, { readonly carrier: string; readonly at: Millis }>
}

/** A service as messages name it. */
export function nameOf({ cluster, service }: EcsTarget): string {
  return `service ${service} in cluster ${cluster}`
}
