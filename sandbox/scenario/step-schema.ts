import * as z from 'zod'
import { behaviourSteps } from './behaviour-schema.ts'
import { codeDeploySteps } from './codedeploy-schema.ts'
import { Duration } from './duration.ts'
import { EndFault } from './end-schema.ts'
import { Architecture } from './function-fate-schema.ts'
import { functionSteps } from './function-schema.ts'
import { GithubFault, labelled } from './github-schema.ts'
import { hostSteps } from './host-schema.ts'
import { Alias, Fate, ImageName, PlaceName, ServiceName, TaggedImage, Target } from './names-schema.ts'
import { Press } from './press-schema.ts'
import { strategySteps } from './strategy-steps.ts'

function named(record: object, keys: readonly string[]): string[] {
  return Object.keys(record).filter((key) => keys.includes(key))
}

const SUBJECTS = ['outcome', 'notice', 'phase', 'rollout', 'running', 'stage', 'shifted', 'alarm', 'slack'] as const

const When = z
  .strictObject({
    outcome: Target.optional().describe(
      'A deployment of this target ends (after the step before); `is`: with this outcome.',
    ),
    notice: Target.optional().describe('This target announces something else; `is`: of this kind.'),
    phase: Target.optional().describe('The status of this target shows the phase of `is`.'),
    rollout: ServiceName.optional().describe(
      'ECS shows the rollout of this service as `is`: in-progress, completed, failed.',
    ),
    running: ServiceName.optional().describe('A task of this service runs the image `is` (an alias).'),
    stage: ServiceName.optional().describe(
      'The deployment of this service is in the lifecycle stage `is` (BAKE_TIME), or gives what it rolls out `is` of the traffic (10%). With CodeDeploy: its status (Ready), or the share.',
    ),
    shifted: z
      .string()
      .optional()
      .describe(
        'The alias function:alias points at the image `is` alone, or gives another version `is` of its requests (10%).',
      ),
    alarm: z.string().optional().describe('This alarm has the state of `is`: OK, ALARM.'),
    slack: z.string().optional().describe('Slack shows a message of the bot that contains this.'),
    is: z.string().optional(),
    within: Duration.optional().describe('How long is waited; default 1d.'),
  })
  .refine((when) => named(when, SUBJECTS).length === 1, `A condition names exactly one of ${SUBJECTS.join(', ')}.`)
  .describe('Waits until something is seen.')
export type When = z.infer<typeof When>

const Push = z.strictObject({
  image: TaggedImage,
  as: Alias.optional(),
  fate: Fate.optional(),
  index: z.boolean().optional().describe('A multi-platform index with two child manifests.'),
  architecture: Architecture.optional().describe('The processor it was built for; any when left out.'),
  silent: z.boolean().optional().describe('Its event is never sent.'),
  ...labelled,
})

const COMMANDS = [
  ...(['redeploy', 'rollback', 'promote', 'approve', 'reject', 'cancel'] as const),
  ...(['pause', 'resume', 'freeze', 'status', 'explain', 'prune'] as const),
] as const

const Command = z
  .strictObject({
    invoke: z.enum(COMMANDS).describe('The function to invoke.'),
    payload: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Its payload. digest(repository@alias) in a text stands for that digest.'),
    answers: z.string().optional().describe('The answer must contain this.'),
    fails: z.string().optional().describe('It must fail, and its error must contain this.'),
  })
  .describe('A person invokes a function through the Lambda API.')

const Timing = {
  nth: z.int().min(1).optional().describe('Only the n-th match.'),
  times: z.int().min(1).optional().describe('At most so often.'),
  probability: z.number().min(0).max(1).optional().describe('The chance of each match.'),
  for: Duration.optional().describe('How long it lasts; for ever when left out.'),
}

const CallFault = z.strictObject({
  service: z.string().optional().describe('As in IAM: ecs, ecr, dynamodb, sqs, sns …'),
  operation: z.string().optional(),
  function: z.string().optional().describe('Only calls of this function.'),
  meet: z.enum(['throttle', 'server-error', 'access-denied', 'stale']).describe('What the call meets.'),
  staleBy: Duration.optional().describe('For stale: how old the answer is.'),
  ...Timing,
})

const EventFault = z.strictObject({
  source: z.string().optional().describe('aws.ecr, aws.ecs'),
  detailType: z.string().optional(),
  meet: z.enum(['lost', 'doubled', 'delayed', 'reordered']).describe('What becomes of the event.'),
  by: Duration.optional().describe('For delayed: how much; for reordered: at most how much.'),
  ...Timing,
})

const Kill = z.strictObject({
  function: z.string(),
  call: z.int().min(1).describe('At which AWS call of an invocation it dies, counted from 1.'),
  when: z.enum(['before', 'after']).describe('Before the call reaches AWS, or after it took effect.'),
  times: z.int().min(1).optional(),
})

const Slack = z.strictObject({
  mood: z
    .enum(['ok', 'rate-limited', 'server-error', 'no-service', 'archived', 'not-in-channel', 'hang', 'down'])
    .describe('How it answers; no-service: webhook or token was revoked.'),
  retryAfter: Duration.optional().describe('For rate-limited: what Retry-After says; default 30s.'),
  times: Timing.times,
  for: Timing.for,
})

const FAULTS = ['calls', 'events', 'kill', 'slack', 'ends', 'github', 'throttling', 'clear'] as const

const Fault = z
  .strictObject({
    calls: CallFault.optional(),
    events: EventFault.optional(),
    kill: Kill.optional(),
    slack: Slack.optional(),
    ends: EndFault.optional(),
    github: GithubFault.optional(),
    throttling: z.boolean().optional().describe("AWS's own rate limits of ECS and Lambda."),
    clear: z.boolean().optional().describe('Ends all faults of calls, events and kills.'),
  })
  .refine((fault) => named(fault, FAULTS).length === 1, `A fault is exactly one of ${FAULTS.join(', ')}.`)
export type Fault = z.infer<typeof Fault>

const ACTIONS = [
  'deleteMessage',
  'slack',
  'push',
  'command',
  'usurp',
  'scale',
  'interrupt',
  'fault',
  'delete',
  'deleteService',
  'wait',
  'hook',
  'stopDeployment',
  'reconfigure',
  'loadBalancer',
  'codeDeploy',
  'alarm',
  'alias',
  'updateFunction',
  'deleteFunction',
  'host',
  'log',
  'deleteLogGroup',
  'metric',
] as const
const TIMES = ['at', 'after', 'when'] as const

/** One thing that happens, and when. */
export const Step = z
  .strictObject({
    at: Duration.optional().describe('Since the start of the story.'),
    after: Duration.optional().describe('Since the step before; with `when`: after that was seen.'),
    when: When.optional(),
    in: PlaceName.optional().describe('The account and region that it happens in, where that is one of accounts.'),
    say: z.string().optional().describe('What the timeline shows instead of its own words.'),
    push: Push.optional().describe('Somebody pushes an image.'),
    command: Command.optional(),
    usurp: z
      .strictObject({
        service: ServiceName,
        containers: z.record(z.string(), ImageName).optional(),
        force: z.boolean().optional().describe('The same again, by force.'),
      })
      .optional()
      .describe('Somebody else updates the service.'),
    scale: z.strictObject({ service: ServiceName, desiredCount: z.int().min(0) }).optional(),
    interrupt: z
      .strictObject({
        service: ServiceName,
        why: z.enum(['spot', 'termination-notice', 'infrastructure', 'user', 'scale-in']),
        count: z.int().min(1).optional(),
      })
      .optional()
      .describe('Running tasks stop for a reason that is not the image.'),
    fault: Fault.optional(),
    delete: ImageName.optional().describe('Removes an image from the registry: a tag, or by @alias the content.'),
    slack: Press.optional(),
    deleteMessage: z.literal('newest').optional().describe("Somebody deletes the bot's newest message in Slack."),
    deleteService: z.strictObject({ service: ServiceName, forget: z.boolean().optional() }).optional(),
    ...strategySteps,
    ...functionSteps,
    ...behaviourSteps,
    ...hostSteps,
    ...codeDeploySteps,
    wait: Duration.optional().describe('Nothing happens for so long.'),
  })
  .refine((step) => named(step, ACTIONS).length === 1, `A step does exactly one of ${ACTIONS.join(', ')}.`)
  .refine(
    (step) => step.at === undefined || named(step, TIMES).length === 1,
    'A step with `at` has neither `after` nor `when`.',
  )
export type Step = z.infer<typeof Step>
