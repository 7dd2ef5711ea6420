import type { LongshoreConfig } from '../../normalised.ts'
import { codeDeployTargets } from '../../targets-of.ts'
import type { EventPattern } from '../event-pattern.ts'
import { matchNames } from '../match-names.ts'

/** What CodeDeploy tells of the deployment groups of the targets: what waits for somebody, and every end. */
export function codeDeployEvents(config: LongshoreConfig): readonly EventPattern[] {
  const targets = Object.values(codeDeployTargets(config))
  if (targets.length === 0) return []
  return [
    {
      source: ['aws.codedeploy'],
      'detail-type': ['CodeDeploy Deployment State-change Notification'],
      detail: {
        application: matchNames(
          targets.map(({ application }) => application),
          500,
        ),
        deploymentGroup: matchNames(
          targets.map(({ group }) => group),
          500,
        ),
        state: ['READY', 'SUCCESS', 'FAILURE', 'STOP'],
      },
    },
  ]
}
