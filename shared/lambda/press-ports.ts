import { groupMembers } from 'longshore:slack-actions'
import { dynamoClient, secretsClient, ssmClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { secretValues } from '../aws/secret-values.ts'
import type { PressPorts } from '../slack-actions/answer-press.ts'
import { signedBySlack } from '../slack-actions/signed-by-slack.ts'
import { commandPorts } from './command-ports.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock as clock } from './system-clock.ts'

/** What answering a press needs but log and request, which differ by invocation. */
export function pressPorts(): Omit<PressPorts, 'log' | 'requestId'> {
  const { actions, bot } = configuration.slack ?? {}
  if (!actions) throw new Error('Cannot start: longshore.yml has no slack.actions. Deploy the stack again.')
  const secrets = secretValues({ ssm: ssmClient, secrets: secretsClient, clock })
  return {
    ...commandPorts(),
    config: configuration,
    actions,
    claims: dynamoClaims({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock }),
    isSigned: signedBySlack({ name: actions.signingSecret, secrets, clock }),
    ...(bot && groupMembers && { membersOf: groupMembers({ bot, secrets, clock }) }),
  }
}
