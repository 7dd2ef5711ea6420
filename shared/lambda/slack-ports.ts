import { dynamoClient, secretsClient, sqsClient, ssmClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { secretValues } from '../aws/secret-values.ts'
import { sqsSlackQueue } from '../aws/sqs-slack-queue.ts'
import type { SlackDelivery } from '../notify/tell-slack.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** What telling Slack needs but its log, which differs by invocation. */
export function slackPorts(): Omit<SlackDelivery, 'log'> {
  return {
    claims: dynamoClaims({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock: systemClock }),
    secrets: secretValues({ ssm: ssmClient, secrets: secretsClient, clock: systemClock }),
    queue: sqsSlackQueue({
      client: sqsClient,
      queueUrl: environment('LONGSHORE_SLACK_QUEUE_URL'),
      deadLetterUrl: environment('LONGSHORE_SLACK_DLQ_URL'),
    }),
    webhook: configuration.slack?.webhook,
    announces: (target) => configuration.targets[target]?.policy.announce.includes('slack') ?? true,
  }
}
