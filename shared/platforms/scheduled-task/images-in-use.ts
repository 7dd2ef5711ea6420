import { answering } from '../../aws/refusal.ts'
import type { ScheduledTaskTarget } from '../../config/normalised.ts'
import { isProblem } from '../../domain/observation.ts'
import type { DefinitionImages, ImageUsers, InUse } from '../../prune-ports.ts'
import { readRule } from './read-rule.ts'
import { readSchedule } from './read-schedule.ts'
import type { ScheduledTaskContext } from './scheduled-task-context.ts'

export interface ScheduledTaskUsersOptions extends Pick<ScheduledTaskContext, 'events' | 'scheduler' | 'clock'> {
  /** By target name. */
  readonly targets: Readonly<Record<string, ScheduledTaskTarget>>
  readonly imagesOf: DefinitionImages
}

/**
 * What rules and schedules will run next. A task that one of them started earlier holds its image already, and is not started again;
 * other tasks of its cluster are not looked at: which cluster that is, only the rule says, and no right to list its tasks is derived from it.
 */
export function scheduledTaskUsers({ targets, imagesOf, ...context }: ScheduledTaskUsersOptions): ImageUsers {
  return {
    async inUse() {
      const seen: InUse[] = []
      for (const [name, target] of Object.entries(targets)) {
        const scheduled = await answering(() =>
          target.by === 'rule' ? readRule(context, target) : readSchedule(context, target),
        )
        seen.push(
          isProblem(scheduled)
            ? { needs: [], unread: [{ why: scheduled.message, targets: 'all' }] }
            : await imagesOf([{ carrier: scheduled.taskDefinition, by: `target ${name}` }]),
        )
      }
      return { needs: seen.flatMap(({ needs }) => needs), unread: seen.flatMap(({ unread }) => unread) }
    },
  }
}
