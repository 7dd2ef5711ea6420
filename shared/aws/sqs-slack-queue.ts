import type { SlackQueue } from '../ports.ts'
import type { SqsApi } from './sqs-api.ts'

/** The queue of messages to Slack, and the dead-letter queue behind it. Throws what the queue answers. */
export function sqsSlackQueue(queues: {
  readonly client: () => Promise<SqsApi>
  readonly queueUrl: string
  readonly deadLetterUrl: string
}): SlackQueue {
  return {
    async delay(receiptHandle, seconds) {
      const client = await queues.client()
      await client.changeVisibility({
        QueueUrl: queues.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      })
    },
    async deadLetter(body, reason) {
      const client = await queues.client()
      await client.send({
        QueueUrl: queues.deadLetterUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
      })
    },
  }
}
