import * as z from 'zod'

const LifecycleRule = z.strictObject({
  tagStatus: z.enum(['tagged', 'untagged', 'any']),
  tagPatternList: z.array(z.string()).optional(),
  tagPrefixList: z.array(z.string()).optional(),
  countType: z.enum(['imageCountMoreThan', 'sinceImagePushed']),
  countNumber: z.int().min(1).describe('Images, or days.'),
})

/** What somebody set in the account, or took away from it, besides what Longshore deploys to. */
export const AccountSettings = z
  .strictObject({
    repositories: z
      .record(
        z.string(),
        z.strictObject({
          mutability: z
            .enum(['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'])
            .optional()
            .describe('Whether tags may be pushed again; default MUTABLE.'),
          exclusions: z.array(z.string()).optional().describe('Tags for which the opposite holds.'),
          lifecycle: z.array(LifecycleRule).optional().describe('Rules of its lifecycle policy, the first one first.'),
          isGone: z.literal(true).optional().describe('Somebody deleted it, with its images.'),
        }),
      )
      .optional()
      .describe('Settings of repositories in ECR. The sandbox keeps them, and expires and refuses nothing by them.'),
    rules: z
      .record(z.string(), z.enum(['disabled', 'gone', 'altered']))
      .optional()
      .describe(
        "What became of EventBridge rules of Longshore's stack; altered: its pattern is another, or its schedule every five minutes.",
      ),
    denied: z
      .array(
        z.strictObject({
          action: z.string().describe('ecs:UpdateService'),
          role: z.string().optional().describe('Only roles whose ARN contains this: ReconcileRole.'),
          by: z.enum(['policy', 'boundary', 'organization']).optional().describe('What denies; default policy.'),
        }),
      )
      .optional()
      .describe('Rights that are taken away again: simulations of policies say so; calls are not evaluated.'),
    parameters: z
      .record(z.string(), z.string())
      .optional()
      .describe('Values of parameters of SSM, in the place of what would be there.'),
  })
  .describe('What somebody set in the account besides.')
export type AccountSettings = z.infer<typeof AccountSettings>

/** Of a service: what infrastructure code would say of it. */
export const serviceSettings = {
  definition: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("More of its task definition in ECS's own words: taskRoleArn, runtimePlatform, tags."),
  classicLoadBalancer: z.string().optional().describe('Name of a classic load balancer in front of it.'),
  deploymentAlarms: z.array(z.string()).optional().describe('Alarms that its deployments name, but do not heed.'),
}

/** What doctor must find at the end: exactly these, in any order. */
export const ExpectedFindings = z
  .array(
    z.strictObject({
      check: z.string().describe('Name of the check, as in docs/doctor.md.'),
      target: z.string().optional(),
      severity: z.enum(['error', 'warning', 'note']).optional(),
      what: z.string().optional().describe('What it must say.'),
    }),
  )
  .describe('What the function doctor finds at the end: exactly these, in any order.')
export type ExpectedFindings = z.infer<typeof ExpectedFindings>
