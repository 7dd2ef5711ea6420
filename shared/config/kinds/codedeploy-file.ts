import * as z from 'zod'

const name = z.string().regex(/^[^\s/:]{1,100}$/, 'bad-codedeploy-name')

const hook = z.string().regex(/^[A-Za-z0-9_:-]{1,170}$/, 'bad-hook')

/** How CodeDeploy deploys to an ECS service whose deployment controller it is, as written. */
export const CodeDeploy = z.strictObject({
  application: name.describe('Name of the CodeDeploy application.'),
  group: name.describe('Name of its deployment group.'),
  config: name
    .optional()
    .describe('Deployment configuration, by which traffic moves; otherwise that of the deployment group.'),
  hooks: z
    .strictObject({
      BeforeInstall: hook.optional(),
      AfterInstall: hook.optional(),
      AfterAllowTestTraffic: hook.optional(),
      BeforeAllowTraffic: hook.optional(),
      AfterAllowTraffic: hook.optional(),
    })
    .optional()
    .describe('Lambda functions that CodeDeploy calls on the way, by lifecycle event: a name or an ARN.'),
  whenBusy: z
    .enum(['wait', 'fail'])
    .optional()
    .describe("What to do while somebody else's deployment keeps the group busy: wait for its end, or fail."),
})

export type CodeDeployFile = z.infer<typeof CodeDeploy>
