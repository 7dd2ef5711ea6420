import type { LongshoreConfig } from '../../normalised.ts'
import { dockerHostTargets } from '../../targets-of.ts'
import type { EventPattern } from '../event-pattern.ts'

/** The ends of commands on instances. An event names no target: that stands in the command itself. */
export function dockerHostEvents(config: LongshoreConfig): readonly EventPattern[] {
  if (Object.keys(dockerHostTargets(config)).length === 0) return []
  return [
    {
      source: ['aws.ssm'],
      'detail-type': ['EC2 Command Invocation Status-change Notification'],
      detail: {
        'document-name': ['AWS-RunShellScript'],
        status: ['Success', 'Failed', 'TimedOut', 'Canceled', 'Cancelled'],
      },
    },
  ]
}
