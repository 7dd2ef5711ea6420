import * as z from 'zod'
import { Duration } from './duration.ts'
import { ImageName, ServiceName } from './names-schema.ts'

/** A service whose deployments CodeDeploy controls. */
export const CodeDeployGroup = z
  .strictObject({
    application: z.string(),
    group: z.string(),
    config: z
      .string()
      .optional()
      .describe('Deployment configuration of the group; default CodeDeployDefault.ECSAllAtOnce.'),
    autoRollback: z.boolean().optional().describe('Whether the group rolls back by itself; default true.'),
    readyWait: Duration.optional().describe('How long READY waits for a person before traffic moves; default: not.'),
    terminationWait: Duration.optional().describe('How long the old tasks stay after all traffic moved; default 5m.'),
    alarms: z.array(z.string()).optional().describe('CloudWatch alarms that stop a deployment.'),
    hooks: z
      .record(z.string(), z.enum(['Succeeded', 'Failed', 'silent']))
      .optional()
      .describe('What functions answer when a hook calls them; Succeeded when left out.'),
    neverDeployed: z.boolean().optional().describe('Nothing was ever deployed by CodeDeploy.'),
  })
  .describe('The deployment controller is CODE_DEPLOY, with this deployment group.')
export type CodeDeployGroup = z.infer<typeof CodeDeployGroup>

const DOES = ['deploy', 'stop', 'continue', 'alarm', 'lose-listener', 'lose-target-group', 'delete-group'] as const

/** A step about CodeDeploy. */
export const codeDeploySteps = {
  codeDeploy: z
    .strictObject({
      service: ServiceName,
      does: z
        .enum(DOES)
        .describe(
          'deploy: a deployment of somebody else; stop: with rollback; continue: ends a wait; alarm: one of the group fires; the rest takes something away.',
        ),
      containers: z.record(z.string(), ImageName).optional().describe('For deploy: other images by container.'),
      alarm: z.string().optional().describe('For alarm: its name.'),
    })
    .optional()
    .describe('Somebody, or something, acts on the CodeDeploy deployment group of a service.'),
}
export type CodeDeployStep = NonNullable<z.infer<(typeof codeDeploySteps)['codeDeploy']>>
