import {
  GetTopicAttributesCommand,
  type GetTopicAttributesCommandInput,
  type GetTopicAttributesCommandOutput,
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
  SNSClient,
} from '@aws-sdk/client-sns'
import type { ClientSettings } from './client-settings.ts'

/** The calls to SNS that checking a topic takes. */
export interface TopicApi {
  getTopicAttributes(input: GetTopicAttributesCommandInput): Promise<GetTopicAttributesCommandOutput>
  publish(input: PublishCommandInput): Promise<PublishCommandOutput>
}

export function topicApi(settings: ClientSettings): TopicApi {
  const client = new SNSClient(settings)
  return {
    getTopicAttributes: (input) => client.send(new GetTopicAttributesCommand(input)),
    publish: (input) => client.send(new PublishCommand(input)),
  }
}
