import * as z from 'zod'
import { Duration } from './duration.ts'
import { ExpectedEnds } from './end-schema.ts'
import { ExpectedFunctions } from './function-schema.ts'
import { ExpectedGithub } from './github-schema.ts'
import { ExpectedHosts } from './host-schema.ts'
import { PlacedService, ServiceName, Target } from './names-schema.ts'
import { ExpectedSchedules, ExpectedTasks } from './schedule-schema.ts'
import { ExpectedFindings } from './settings-schema.ts'

const OUTCOMES = [
  'succeeded',
  'rolled-back',
  'rollback-failed',
  'failed',
  'superseded',
  'cancelled',
  'expired',
] as const

const Texts = z.union([z.string(), z.array(z.string())]).describe('One text or several that must be contained.')

const LivingMessage = z.strictObject({
  channel: z.string().optional().describe('Id of the channel.'),
  versions: z
    .array(Texts)
    .min(1)
    .describe(
      'How a message of the bot looked: as posted, as edited at last, and between them at least these, in order.',
    ),
  thread: z.array(Texts).optional().describe('Its replies: exactly these, in order.'),
  broadcasts: z.int().min(0).optional().describe('How many of the replies the channel saw, too.'),
})

const Images = z
  .union([z.string(), z.record(z.string(), z.string())])
  .describe('The alias of the one changed container, or aliases by container.')

const Deployment = z.strictObject({
  outcome: z.enum(OUTCOMES),
  trigger: z.string().optional().describe('push, sweep, redeploy, rollback, resume, repair'),
  by: z.string().optional().describe('Who asked.'),
  reason: Texts.optional().describe('What its reason and failures must contain.'),
  timeline: Texts.optional().describe('What entries of its timeline must contain, the evidence of proofs too.'),
  from: Images.optional(),
  to: Images.optional(),
  within: Duration.optional().describe('Longest time from its trigger to its end.'),
})

const Status = z.strictObject({
  phase: z.string().optional(),
  release: Texts.optional(),
  holds: z.array(z.string()).optional().describe('One text for each hold that it must contain; exactly so many.'),
  ledger: z.int().optional().describe('Number of proven releases.'),
  paused: z.boolean().optional(),
  usurped: z.boolean().optional(),
})

const Notice = z.strictObject({ target: Target, notice: z.string(), reason: Texts.optional() })

const Ceiling = z
  .strictObject({ atMost: z.int().min(0).optional(), atLeast: z.int().min(0).optional() })
  .refine((ceiling) => Object.keys(ceiling).length > 0, 'Say atMost, atLeast or both.')

const Calls = z
  .record(z.string().regex(/^(total|[a-z0-9-]+(:[A-Za-z]+)?(\+[a-z0-9-]+(:[A-Za-z]+)?)*)$/), Ceiling)
  .describe('By ecs:UpdateService, by service (ecs), sums (ecs+ecr), or total.')

/** What must be true at the end. What is left out is not looked at, but for notices and dead letters: there must be none. */
export const Expectations = z.strictObject({
  deployments: z
    .record(Target, z.array(Deployment))
    .optional()
    .describe('How deployments ended, oldest first, by target: exactly these. A target left out must have had none.'),
  running: z
    .record(PlacedService, z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .optional()
    .describe('Aliases of what running tasks run, by service and container, read back from the platform.'),
  capacity: z
    .record(ServiceName, z.union([z.string(), z.array(z.string())]))
    .optional()
    .describe('What running tasks run on by service, FARGATE or a capacity provider, read back from ECS.'),
  images: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe(
      'Aliases of what the registry holds at last, by repository: exactly these. Platforms of an index go with it.',
    ),
  traffic: z
    .record(ServiceName, z.record(z.string(), z.number()))
    .optional()
    .describe(
      'Percent of production traffic by alias, for services with a strategy other than ROLLING or with CodeDeploy; exactly these.',
    ),
  functions: ExpectedFunctions.optional(),
  hosts: ExpectedHosts.optional(),
  schedules: ExpectedSchedules.optional(),
  tasks: ExpectedTasks.optional(),
  status: z.record(Target, Status).optional().describe('What the function status answers.'),
  slack: z
    .array(z.union([Texts, LivingMessage]))
    .optional()
    .describe(
      'One entry for each message that Slack took, with texts it must contain at last; exactly so many, in any order.',
    ),
  doctor: ExpectedFindings.optional(),
  github: ExpectedGithub.optional(),
  ends: ExpectedEnds.optional(),
  notices: z
    .array(Notice)
    .optional()
    .describe('Announcements that are no outcomes: exactly these, in any order; none when left out.'),
  calls: Calls.optional().describe('Bounds for AWS calls in the whole story.'),
  callsPerDeployment: Calls.optional().describe(
    'Bounds for the calls between the trigger and the end of each deployment.',
  ),
  revertWithin: Duration.optional().describe(
    'Longest time from the first failed task of a service to the UpdateService that answers it.',
  ),
  deadLetters: z.int().min(0).optional().describe('Messages in dead-letter queues; default 0.'),
})
export type Expectations = z.infer<typeof Expectations>
export type ExpectedDeployment = z.infer<typeof Deployment>
export type ExpectedStatus = z.infer<typeof Status>
export type ExpectedNotice = z.infer<typeof Notice>
export type CallBounds = z.infer<typeof Calls>
export type ExpectedMessage = NonNullable<Expectations['slack']>[number]
export type ExpectedTexts = z.infer<typeof Texts>
export type ExpectedImages = z.infer<typeof Images>
