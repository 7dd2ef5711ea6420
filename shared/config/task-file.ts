import * as z from 'zod'
import { Duration, ecsName } from './shapes.ts'

/** Characters of a command with its spaces. ECS takes 8,192 of everything that is overridden, as JSON, and a record keeps it too. */
const longestCommand = 4096

/** A task that runs once for a deployment, as written. */
const Task = z.strictObject({
  container: ecsName
    .optional()
    .describe('The container whose command is replaced; not needed where the target has one container.'),
  command: z
    .array(z.string().min(1))
    .min(1, 'no-command')
    .refine((words) => words.join(' ').length <= longestCommand, 'long-command')
    .describe('What it runs instead of its own program, as a list of words; 4,096 characters in all.'),
  timeout: Duration.optional().describe('Longest time until it has ended; it is stopped then.'),
})

export const Before = z.strictObject({
  task: Task.describe('A task with the new images that must exit with 0 before the target is touched.'),
  onRevert: z
    .enum(['revert', 'stop'])
    .optional()
    .describe(
      'What becomes of a rollout that fails after the task has run: go back all the same, or leave it to a person.',
    ),
})

export const After = z.strictObject({
  task: Task.describe('A task with the new images that runs once the release is proven.'),
})

export type TaskFile = z.infer<typeof Task>
