import {
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  type ChangeMessageVisibilityCommandOutput,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SendMessageCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { ClientSettings } from './client-settings.ts'

/** The calls to SQS that Longshore makes. */
export interface SqsApi {
  send(input: SendMessageCommandInput): Promise<SendMessageCommandOutput>
  sendBatch(input: SendMessageBatchCommandInput): Promise<SendMessageBatchCommandOutput>
  changeVisibility(input: ChangeMessageVisibilityCommandInput): Promise<ChangeMessageVisibilityCommandOutput>
}

/** The host inside a queue's URL is not followed: the endpoint of the environment is what counts. */
export function sqsApi(settings: ClientSettings): SqsApi {
  const client = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false })
  return {
    send: (input) => client.send(new SendMessageCommand(input)),
    sendBatch: (input) => client.send(new SendMessageBatchCommand(input)),
    changeVisibility: (input) => client.send(new ChangeMessageVisibilityCommand(input)),
  }
}
