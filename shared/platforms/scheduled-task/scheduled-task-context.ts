import type { EventsApi } from '../../aws/events-api.ts'
import type { SchedulerApi } from '../../aws/scheduler-api.ts'
import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import type { Clock, Registry } from '../../ports.ts'
import type { TaskDefinitionStore } from '../ecs/task-definition-store.ts'

/** What every part of the platform works with. */
export interface ScheduledTaskContext {
  readonly events: () => Promise<EventsApi>
  readonly scheduler: () => Promise<SchedulerApi>
  readonly clock: Clock
  readonly definitions: TaskDefinitionStore
  /** What tags name now: a schedule may run a tag. */
  readonly named: Registry['named']
}

/** What runs a task definition at its times, and how to put another one there. */
export interface Scheduled {
  /** What it names: an ARN with or without a revision. */
  readonly taskDefinition: string
  /** Puts another revision there and leaves everything else as it is. */
  put(taskDefinition: string): Promise<void>
}

/** As messages name it: `rule nightly`, `schedule nightly of group reports`. */
export function nameOf(target: ScheduledTaskTarget): string {
  if (target.by === 'rule') return `rule ${target.rule}`
  return `schedule ${target.schedule}${target.group === undefined ? '' : ` of group ${target.group}`}`
}
