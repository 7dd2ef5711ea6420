import * as z from 'zod'
import { Container, ecsName, roleArn } from '../shapes.ts'

const ruleName = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'bad-schedule-name')

/** A rule of EventBridge or a schedule of Scheduler that runs a task definition, as written. */
export const ScheduledTask = z
  .strictObject({
    rule: ruleName.optional().describe('Name of a rule on the default event bus.'),
    target: ruleName.optional().describe('Id of the target of the rule; not needed where it runs one ECS task.'),
    schedule: ruleName.optional().describe('Name of a schedule of EventBridge Scheduler.'),
    group: ruleName.optional().describe('Group of the schedule; default otherwise.'),
    containers: z
      .record(ecsName, Container)
      .refine((containers) => Object.keys(containers).length > 0, 'no-containers')
      .meta({ minProperties: 1 })
      .describe('The containers whose images Longshore looks after; other containers are left alone.'),
    family: ecsName.describe('Family of the task definition.'),
    roles: z
      .array(roleArn)
      .min(1)
      .describe(
        'Task and execution role of the task definition, and the role that the rule or the schedule runs it with.',
      ),
  })
  .refine(({ rule, schedule }) => (rule === undefined) !== (schedule === undefined), 'one-schedule')
  .refine(({ rule, target, group }) => (rule === undefined ? target : group) === undefined, 'schedule-part')
  .meta({ oneOf: [{ required: ['rule'] }, { required: ['schedule'] }] })

export type ScheduledTaskFile = z.infer<typeof ScheduledTask>
