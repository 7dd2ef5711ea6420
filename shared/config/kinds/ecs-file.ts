import * as z from 'zod'
import { Container, ecsName, roleArn } from '../shapes.ts'
import { CodeDeploy } from './codedeploy-file.ts'

/** An ECS service, as written. */
export const Ecs = z.strictObject({
  cluster: ecsName.describe('Name of the cluster.'),
  service: ecsName.describe('Name of the service.'),
  containers: z
    .record(ecsName, Container)
    .refine((containers) => Object.keys(containers).length > 0, 'no-containers')
    .meta({ minProperties: 1 })
    .describe('The containers whose images Longshore looks after; other containers are left alone.'),
  family: ecsName.optional().describe('Family of the task definition; otherwise taken from the lock file.'),
  roles: z
    .array(roleArn)
    .optional()
    .describe('Task and execution role of the task definition; otherwise taken from the lock file.'),
  codeDeploy: CodeDeploy.optional().describe(
    'For a service with the CODE_DEPLOY controller: where CodeDeploy deploys to it.',
  ),
})

export type EcsFile = z.infer<typeof Ecs>
