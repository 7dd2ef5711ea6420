import type { EcsApi } from '../../aws/ecs-api.ts'
import type { EcsTasksApi } from '../../aws/ecs-tasks-api.ts'
import type { EcsTarget } from '../../config/normalised.ts'
import type { TaskPlace } from '../../domain/effect.ts'
import type { Clock } from '../../ports.ts'
import type { TaskDefinitionStore } from './task-definition-store.ts'

export interface OneOffTasksOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, EcsTarget>>
  readonly ecs: () => Promise<EcsApi>
  readonly tasks: () => Promise<EcsTasksApi>
  readonly clock: Clock
  /** The own stack: what is registered is tagged with it. */
  readonly stack?: string
}

/** What running tasks works with. */
export interface TasksContext extends OneOffTasksOptions {
  readonly definitions: TaskDefinitionStore
}

/** What a task of a deployment is started by: it can be found again by this. */
export function startedBy(deploymentId: string, place: TaskPlace): string {
  return place === 'before' ? deploymentId : `${deploymentId}/after`
}
