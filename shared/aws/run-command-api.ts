import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  type DescribeInstanceInformationCommandOutput,
  ListCommandInvocationsCommand,
  type ListCommandInvocationsCommandInput,
  type ListCommandInvocationsCommandOutput,
  SendCommandCommand,
  type SendCommandCommandInput,
  type SendCommandCommandOutput,
  SSMClient,
} from '@aws-sdk/client-ssm'
import type { ClientSettings } from './client-settings.ts'

/** The calls to SSM's Run Command that Longshore makes. */
export interface RunCommandApi {
  describeInstanceInformation(
    input: DescribeInstanceInformationCommandInput,
  ): Promise<DescribeInstanceInformationCommandOutput>
  listCommandInvocations(input: ListCommandInvocationsCommandInput): Promise<ListCommandInvocationsCommandOutput>
  sendCommand(input: SendCommandCommandInput): Promise<SendCommandCommandOutput>
}

export function runCommandApi(settings: ClientSettings): RunCommandApi {
  const client = new SSMClient(settings)
  return {
    describeInstanceInformation: (input) => client.send(new DescribeInstanceInformationCommand(input)),
    listCommandInvocations: (input) => client.send(new ListCommandInvocationsCommand(input)),
    sendCommand: (input) => client.send(new SendCommandCommand(input)),
  }
}
