import { dynamoClient, sqsClient } from '../aws/clients.ts'
import { dynamoInbox } from '../aws/dynamo-inbox.ts'
import { sqsNudgeQueue } from '../aws/sqs-nudge-queue.ts'
import { turnOf } from '../config/turns.ts'
import type { NudgeQueue } from '../ports.ts'
import type { ReceivePorts } from '../reconcile/receive-push.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'

/** What a function needs to pass on what it was told. */
export function receivePorts(): ReceivePorts {
  return {
    inbox: dynamoInbox(dynamoClient, environment('LONGSHORE_TABLE')),
    queue: nudgeQueue(),
  }
}

export function nudgeQueue(): NudgeQueue {
  return sqsNudgeQueue(sqsClient, environment('LONGSHORE_QUEUE_URL'), (target) => turnOf(target, configuration))
}
