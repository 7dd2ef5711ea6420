import * as z from 'zod'
import { surroundings } from './behaviour-schema.ts'
import { CodeDeployGroup } from './codedeploy-schema.ts'
import { Duration } from './duration.ts'
import { Architecture } from './function-fate-schema.ts'
import { ScenarioAlarm, ScenarioFunction, ScenarioTraffic } from './function-schema.ts'
import { GithubAccount, labelled } from './github-schema.ts'
import { ScenarioHost } from './host-schema.ts'
import { Alias, Fate, ImageName, ServiceName, TaggedImage } from './names-schema.ts'
import { ScheduledTask } from './schedule-schema.ts'
import { AccountSettings, serviceSettings } from './settings-schema.ts'
import { Strategy } from './strategy-schema.ts'

const Image = z.union([
  TaggedImage,
  z.strictObject({
    image: TaggedImage,
    as: Alias.optional(),
    fate: Fate.optional(),
    age: Duration.optional().describe('How long before the story it was pushed; default 1d.'),
    index: z.boolean().optional().describe('A multi-platform index with two child manifests.'),
    architecture: Architecture.optional().describe('The processor it was built for; any when left out.'),
    ...labelled,
  }),
])

const DeploymentSettings = z
  .strictObject({
    minimumHealthyPercent: z.int().min(0).max(100).optional(),
    maximumPercent: z.int().min(100).max(200).optional(),
  })
  .describe('Bounds within which ECS replaces tasks.')

const Range = z.tuple([z.number(), z.number()]).describe('Seconds: least, most.')

const Timings = z
  .strictObject({
    firstLook: Range.optional(),
    schedule: Range.optional(),
    pending: Range.optional(),
    running: Range.optional(),
    healthy: Range.optional(),
    drain: Range.optional(),
    stopFailed: Range.optional(),
    healthCheckFails: Range.optional(),
    pullFails: Range.optional(),
    trip: Range.optional(),
    tripUnstarted: Range.optional(),
    rollback: Range.optional(),
  })
  .describe('How long single steps of a rollout take; the defaults come from real accounts.')

const Service = z.strictObject({
  containers: z
    .record(z.string(), ImageName)
    .describe('What it runs at the start, by container. repository@alias pins the digest into the task definition.'),
  desiredCount: z.int().min(0).max(1000).optional().describe('Default 2.'),
  family: z.string().optional().describe('Family of its task definition; default: its name.'),
  breaker: z.enum(['off', 'on', 'rollback']).optional().describe('The deployment circuit breaker; default off.'),
  rollbackUnder: z
    .enum(['old-id', 'new-id'])
    .optional()
    .describe('Id of the deployment that ECS itself rolls back with; sources about AWS disagree. Default old-id.'),
  deploymentSettings: DeploymentSettings.optional(),
  rolloutSeconds: z.number().min(0).optional().describe('How long a healthy rollout takes; about 88 when left out.'),
  timings: Timings.optional(),
  strategy: Strategy.optional(),
  codeDeploy: CodeDeployGroup.optional(),
  capacityProvider: z
    .string()
    .optional()
    .describe('What its tasks run on (FARGATE_SPOT); default: launch type FARGATE.'),
  ...serviceSettings,
  loadBalanced: z.boolean().optional().describe('Behind a target group: health checks fail in its name.'),
})

/** What the account holds when the story begins. */
export const Account = z.strictObject({
  id: z
    .string()
    .regex(/^\d{12}$/, 'An account id is twelve digits in quotes.')
    .optional(),
  region: z.string().optional(),
  images: z.array(Image).optional().describe('Images in ECR. Those that services run are there without being listed.'),
  services: z.record(ServiceName, Service).optional().describe('ECS services by cluster/service, settled and running.'),
  functions: z.record(z.string(), ScenarioFunction).optional().describe('Lambda functions by name.'),
  alarms: z.record(z.string(), ScenarioAlarm).optional().describe('CloudWatch alarms by name.'),
  traffic: z.array(ScenarioTraffic).optional().describe('Who invokes functions and asks services, from the start on.'),
  hosts: z.record(z.string(), ScenarioHost).optional().describe('EC2 instances with Docker and nginx, by name.'),
  github: GithubAccount.optional(),
  slackGroups: z
    .record(z.string().regex(/^S[A-Z0-9]{2,20}$/), z.array(z.string()))
    .optional()
    .describe('User groups in Slack with the ids of who is in them.'),
  schedules: z
    .record(z.string(), ScheduledTask)
    .optional()
    .describe('Rules and schedules by name that run a task definition.'),
  settings: AccountSettings.optional(),
  ...surroundings,
})
export type Account = z.infer<typeof Account>
