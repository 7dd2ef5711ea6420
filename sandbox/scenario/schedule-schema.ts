import * as z from 'zod'
import { ImageName } from './names-schema.ts'

/** A task that runs by itself at its times. */
export const ScheduledTask = z
  .strictObject({
    cluster: z.string(),
    containers: z
      .record(z.string(), ImageName)
      .describe('What its task definition names at the start, by container. repository@alias pins the digest.'),
    by: z.enum(['rule', 'scheduler']).optional().describe('An EventBridge rule (default) or a Scheduler schedule.'),
    at: z
      .string()
      .optional()
      .describe('rate(…), cron(…) or, for a schedule, at(…); default rate(1 day), so that most stories see no run.'),
    family: z.string().optional().describe('Family of its task definition; default: its name.'),
    command: z.array(z.string()).optional().describe('Overrides the command of the first container.'),
    group: z.string().optional().describe('Group of the schedule; default: default.'),
  })
  .describe('A rule or a schedule that runs a task definition.')
export type ScheduledTask = z.infer<typeof ScheduledTask>

const Images = z
  .union([z.string(), z.record(z.string(), z.string())])
  .describe('The alias of the only container, or aliases by container.')

/** Which images the task definitions of schedules must name at the end. */
export const ExpectedSchedules = z
  .record(z.string(), Images)
  .describe(
    'Aliases of what the task definition of each rule or schedule names, read back from the platform; in another place ACCOUNT/REGION NAME.',
  )

const Run = z.strictObject({
  image: Images.optional(),
  exitCode: z.int().optional().describe('Of the container that ended the task.'),
  reason: z.string().optional().describe('What its stopped reason must contain.'),
  command: z.string().optional().describe('What the overridden command must contain.'),
  startedBy: z.string().optional().describe('What it must contain: a deployment id, events-rule/NAME …'),
  status: z.string().optional().describe('As ECS shows it: RUNNING, STOPPED …'),
})

/** Which tasks must have been run by themselves. */
export const ExpectedTasks = z
  .record(z.string(), z.array(Run))
  .describe('One-off tasks by family, oldest first: exactly these. A family left out is not looked at.')
export type ExpectedRun = z.infer<typeof Run>
