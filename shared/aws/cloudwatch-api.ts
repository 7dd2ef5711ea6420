import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type DescribeAlarmsCommandOutput,
} from '@aws-sdk/client-cloudwatch'
import type { ClientSettings } from './client-settings.ts'

/** The calls to CloudWatch that Longshore makes. */
export interface CloudWatchApi {
  describeAlarms(input: DescribeAlarmsCommandInput): Promise<DescribeAlarmsCommandOutput>
}

export function cloudWatchApi(settings: ClientSettings): CloudWatchApi {
  const client = new CloudWatchClient(settings)
  return { describeAlarms: (input) => client.send(new DescribeAlarmsCommand(input)) }
}
