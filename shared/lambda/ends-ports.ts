import { dynamoClient, secretsClient, sqsClient, ssmClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { secretValues } from '../aws/secret-values.ts'
import { sqsEndsQueue } from '../aws/sqs-ends-queue.ts'
import type { EndsDelivery } from '../notify/ends/tell-end.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** What telling other ends needs but its log, which differs by invocation. */
export function endsPorts(): Omit<EndsDelivery, 'log'> {
  return {
    ends: configuration.ends ?? [],
    claims: dynamoClaims({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), clock: systemClock }),
    secrets: secretValues({ ssm: ssmClient, secrets: secretsClient, clock: systemClock }),
    queue: sqsEndsQueue({
      client: sqsClient,
      queueUrl: environment('LONGSHORE_ENDS_QUEUE_URL'),
      deadLetterUrl: environment('LONGSHORE_ENDS_DLQ_URL'),
    }),
    clock: systemClock,
  }
}
