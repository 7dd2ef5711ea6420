import * as z from 'zod'
import { Duration } from './duration.ts'

const HOOK_STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const

const Hook = z
  .strictObject({
    type: z.enum(['PAUSE', 'AWS_LAMBDA']).optional().describe('Default PAUSE.'),
    at: z.enum(HOOK_STAGES).describe('The stage it is reached at.'),
    timeout: Duration.optional().describe('How long it may take; default 24h.'),
    onTimeout: z.enum(['CONTINUE', 'ROLLBACK']).optional().describe('Default ROLLBACK.'),
    answers: z
      .enum(['SUCCEEDED', 'FAILED', 'IN_PROGRESS', 'nothing'])
      .optional()
      .describe('AWS_LAMBDA: what the function answers; default SUCCEEDED.'),
  })
  .describe('A lifecycle hook of the service.')

/** How ECS replaces the tasks of a service, where not by rolling. */
export const Strategy = z
  .strictObject({
    kind: z.enum(['BLUE_GREEN', 'LINEAR', 'CANARY']),
    bake: Duration.optional().describe('How long both revisions run once all traffic has moved; default 0s.'),
    percent: z.number().min(0.1).max(100).optional().describe('LINEAR: of each step, default 10. CANARY: default 5.'),
    stepBake: Duration.optional().describe(
      'How long a share is watched before the next; default LINEAR 6m, CANARY 10m.',
    ),
    hooks: z.array(Hook).optional(),
    alarms: z.array(z.string()).optional().describe('CloudWatch alarms by which ECS rolls back.'),
    sendsEvents: z
      .boolean()
      .optional()
      .describe('Whether ECS Deployment State Change events are sent; not documented by AWS. Default false.'),
    leadsBack: z
      .enum(['at-once', 'at-the-end'])
      .optional()
      .describe('When a rollback makes the old deployment PRIMARY again; not documented by AWS. Default at-once.'),
    namesCurrent: z
      .boolean()
      .optional()
      .describe('Whether DescribeServices names the running service deployment; default true.'),
  })
  .describe('Deployment strategy other than ROLLING.')
export type Strategy = z.infer<typeof Strategy>
