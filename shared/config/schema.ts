import * as z from 'zod'
import { Ends } from './end-file.ts'
import { Figures } from './figures-file.ts'
import { GithubActions } from './github-actions-file.ts'
import { Github } from './github-file.ts'
import { DockerHost } from './kinds/docker-host-file.ts'
import { Ecs } from './kinds/ecs-file.ts'
import { Lambda } from './kinds/lambda-file.ts'
import { ScheduledTask } from './kinds/scheduled-task-file.ts'
import { Checks, Prove, Scan } from './prove-file.ts'
import { Prune } from './prune-file.ts'
import { Duration, roleArn } from './shapes.ts'
import { Slack } from './slack-file.ts'
import { AfterFreeze, Approve, Freeze } from './start-file.ts'
import { After, Before } from './task-file.ts'

/*
 * The shape of longshore.yml. Each check's message is the name of its explanation in `explanations.ts`; descriptions
 * reach editors by the generated JSON Schema. Defaults are laid on in `normalise.ts`.
 */

const targetName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'bad-target-name')

const Order = z
  .enum(['pushed', 'semver'])
  .describe('Which of several matching pushes wins: the newest push, or the highest version.')

const Options = {
  order: Order.optional(),
  deadline: Duration.optional().describe('Longest time a rollout may go without progress.'),
  rollback: z
    .enum(['auto', 'off'])
    .optional()
    .describe('Whether a broken rollout goes back to the newest proven release.'),
  onNewerPush: z
    .enum(['supersede', 'queue'])
    .optional()
    .describe('What a newer push does to a rollout in progress: take its place, or wait.'),
  onUsurped: z
    .enum(['wait', 'go-on'])
    .optional()
    .describe('What pushes do after somebody else changed the images: wait for a person, or go on.'),
  announce: z
    .array(z.enum(['slack', 'sns']))
    .optional()
    .describe('Where outcomes are told.'),
  settle: Duration.optional().describe('Quiet time before a start, so that pushes seconds apart make one release.'),
  tolerance: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('How many tasks may fail before a rollout that never had a healthy one counts as broken.'),
  prove: Prove.optional().describe('What must hold after the rollout before the release counts as proven.'),
  approve: Approve.optional().describe('Whether a person has to let each start begin, and within what time.'),
  freeze: Freeze.optional().describe('When nothing starts by itself.'),
  afterFreeze: AfterFreeze.optional().describe(
    'What becomes of the newest push of a freeze at its end: it goes out, or a person is asked.',
  ),
  scan: Scan.optional().describe('What the scan of a new image may find before it is rolled out.'),
  mode: z
    .enum(['revision', 'force', 'observe'])
    .optional()
    .describe('How images arrive: a pinned revision, a forced deployment of the given one, or not at all (say only).'),
}

/** What a target may be. */
const Kinds = {
  ecs: Ecs.optional().describe('An ECS service with the rolling controller.'),
  lambda: Lambda.optional().describe('A Lambda function that runs a container image.'),
  scheduledTask: ScheduledTask.optional().describe('A rule or a schedule that runs a task definition of ECS.'),
  dockerHost: DockerHost.optional().describe('Docker on EC2 instances, blue and green behind nginx.'),
}

const accountId = z.string().regex(/^\d{12}$/, 'bad-account')

const regionCode = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'bad-region')

/** Where a target is, if not where the stack is. */
const Whereabouts = {
  account: accountId.optional().describe('Account that the target is in; otherwise that of the stack.'),
  region: regionCode.optional().describe('Region that the target is in; otherwise that of the stack.'),
  role: roleArn.optional().describe('Role that Longshore takes on in another account.'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'bad-external-id')
    .optional()
    .describe('External id that this role asks for.'),
}

const Target = z
  .strictObject({
    ...Kinds,
    ...Whereabouts,
    ...Options,
    dependsOn: z
      .array(targetName)
      .optional()
      .describe('Targets that go first: what is pushed starts here after it was proven there.'),
    before: Before.optional().describe('What must be done before the target is touched.'),
    after: After.optional().describe('What is done once the release is proven.'),
    group: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'bad-group-name')
      .optional()
      .describe('Targets of the same group have figures together.'),
  })
  .refine((target) => Object.keys(Kinds).filter((kind) => kind in target).length === 1, 'one-kind')
  .meta({ oneOf: Object.keys(Kinds).map((kind) => ({ required: [kind] })) })

const Page = z.union(
  [
    z.boolean(),
    z.strictObject({
      most: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .describe(
          'How many requests of people are answered at the same time: the reserved concurrency of its function.',
        ),
    }),
  ],
  'bad-page',
)

/** longshore.yml as written. */
export const LongshoreFile = z.strictObject({
  version: z.literal(1, 'unsupported-version').describe('Version of this file format.'),
  account: accountId.optional().describe('Account that Longshore is deployed to; otherwise taken from the lock file.'),
  region: regionCode.optional().describe('Region that Longshore is deployed to; otherwise taken from the lock file.'),
  slack: Slack.optional().describe('How Slack is told.'),
  ends: Ends.optional().describe('Where announcements go besides: webhooks, Microsoft Teams, Discord.'),
  figures: Figures.optional().describe('How the figures of deployments are made.'),
  github: Github.optional().describe('How GitHub is told of deployments.'),
  githubActions: GithubActions.optional().describe('Whose runs on GitHub may push images, without keys.'),
  checks: Checks.optional().describe('What proofs may reach besides the public internet, and from where.'),
  page: Page.optional().describe('Whether there is a page to look at, behind signed links.'),
  prune: Prune.optional().describe('Which images may be deleted; without it none ever is.'),
  defaults: z
    .strictObject({
      ...Options,
      maxParallel: z
        .int()
        .min(2)
        .max(100)
        .optional()
        .describe('How many targets are worked on at the same time, at most.'),
    })
    .optional()
    .describe('Options for every target that does not say otherwise.'),
  targets: z
    .record(targetName, Target)
    .refine((targets) => Object.keys(targets).length > 0, 'no-targets')
    .meta({ minProperties: 1 })
    .describe('What deploys where, by the name you give it.'),
})
export type LongshoreFile = z.infer<typeof LongshoreFile>
export type TargetFile = z.infer<typeof Target>

const LockedTarget = z.strictObject({
  account: accountId.optional(),
  region: regionCode.optional(),
  cluster: z.string(),
  service: z.string(),
  family: z.string(),
  taskRole: z.string().optional(),
  executionRole: z.string().optional(),
})

/** longshore.lock.yml: what only the account knows, written by `longshore resolve`. */
export const LockFile = z.strictObject({
  version: z.literal(1, 'unsupported-version'),
  account: accountId,
  region: regionCode,
  targets: z.record(z.string(), LockedTarget),
})
export type LockFile = z.infer<typeof LockFile>
export type LockedTarget = z.infer<typeof LockedTarget>
