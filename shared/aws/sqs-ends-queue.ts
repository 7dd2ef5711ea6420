import type { EndsQueue } from '../ports.ts'
import type { SqsApi } from './sqs-api.ts'
import { sqsSlackQueue } from './sqs-slack-queue.ts'

/** The queue of messages to other ends, and the dead-letter queue behind it. Throws what the queue answers. */
export function sqsEndsQueue(queues: {
  readonly client: () => Promise<SqsApi>
  readonly queueUrl: string
  readonly deadLetterUrl: string
}): EndsQueue {
  return {
    ...sqsSlackQueue(queues),
    async send(body) {
      const client = await queues.client()
      await client.send({ QueueUrl: queues.queueUrl, MessageBody: body })
    },
  }
}
