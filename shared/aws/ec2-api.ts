import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  type DescribeInstancesCommandOutput,
  EC2Client,
} from '@aws-sdk/client-ec2'
import type { ClientSettings } from './client-settings.ts'

/** The call to EC2 that Longshore makes. */
export interface Ec2Api {
  describeInstances(input: DescribeInstancesCommandInput): Promise<DescribeInstancesCommandOutput>
}

export function ec2Api(settings: ClientSettings): Ec2Api {
  const client = new EC2Client(settings)
  return { describeInstances: (input) => client.send(new DescribeInstancesCommand(input)) }
}
