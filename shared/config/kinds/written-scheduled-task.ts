import type { ScheduledTaskTarget } from '../normalised.ts'
import type { ScheduledTaskFile } from './scheduled-task-file.ts'
import type { WrittenTarget } from './written-target.ts'

export function writtenScheduledTask(task: ScheduledTaskFile): WrittenTarget {
  const { rule, target, schedule, group = 'default' } = task
  const resource = rule === undefined ? `schedule ${group}/${schedule}` : `rule ${rule}/${target ?? ''}`
  return {
    key: 'scheduledTask',
    resource,
    called: rule === undefined ? `the schedule ${schedule}` : `the rule ${rule}`,
    resourcePath: ['scheduledTask', rule === undefined ? 'schedule' : 'rule'],
    containers: task.containers,
    containerPath: (container) => ['scheduledTask', 'containers', container],
    place: () => ({ kind: 'scheduled-task', scheduledTask: scheduledTaskTarget(task) }),
  }
}

function scheduledTaskTarget({ rule, target, schedule, group, family, roles }: ScheduledTaskFile): ScheduledTaskTarget {
  const runs = { family, roles: [...new Set(roles)] }
  if (rule !== undefined) return { by: 'rule', rule, ...(target === undefined ? {} : { target }), ...runs }
  return { by: 'schedule', schedule: schedule ?? '', ...(group === undefined ? {} : { group }), ...runs }
}
