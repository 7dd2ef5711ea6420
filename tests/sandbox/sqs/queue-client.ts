import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { clientOptions } from '../kernel/client-options.ts'

/** What the cases do with one queue, through the real SDK. */
export interface QueueClient {
  readonly url: string
  readonly arn: string
  send(input: Partial<SendMessageCommandInput>): Promise<string | undefined>
  receive(input?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>
  /** Receives, gives the bodies. */
  bodies(input?: Partial<ReceiveMessageCommandInput>): Promise<(string | undefined)[]>
  delete(message: Message | undefined): Promise<void>
  release(message: Message | undefined): Promise<void>
  attributes(): Promise<Record<string, string>>
}

export function sqsClient(endpoint: string): SQSClient {
  return new SQSClient({ ...clientOptions(endpoint), maxAttempts: 1, useQueueUrlAsEndpoint: false })
}

export async function newQueue(
  sqs: SQSClient,
  name: string,
  Attributes: Record<string, string> = {},
): Promise<QueueClient> {
  const fifo: Record<string, string> = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { ...fifo, ...Attributes } }),
  )
  const attributes = async () => {
    const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    return asked.Attributes ?? {}
  }
  const receive: QueueClient['receive'] = async (input = {}) => {
    const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] }
    return (
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...all, ...input }))).Messages ??
      []
    )
  }
  return {
    url: QueueUrl ?? '',
    arn: (await attributes())['QueueArn'] ?? '',
    send: async (input) =>
      (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'body', ...input }))).MessageId,
    receive,
    bodies: async (input) => (await receive(input)).map(({ Body }) => Body),
    delete: async (message) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
    },
    release: async (message) => {
      const ReceiptHandle = message?.ReceiptHandle
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
    },
    attributes,
  }
}
