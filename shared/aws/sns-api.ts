import { PublishCommand, type PublishCommandInput, type PublishCommandOutput, SNSClient } from '@aws-sdk/client-sns'
import type { ClientSettings } from './client-settings.ts'

/** The call to SNS that Longshore makes. */
export interface SnsApi {
  publish(input: PublishCommandInput): Promise<PublishCommandOutput>
}

export function snsApi(settings: ClientSettings): SnsApi {
  const client = new SNSClient(settings)
  return { publish: (input) => client.send(new PublishCommand(input)) }
}
