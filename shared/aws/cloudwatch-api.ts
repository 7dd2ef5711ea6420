import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandInput,
  type DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type DescribeAlarmsCommandOutput,
} from '@aws-sdk/client-cloudwatch'
import type { ClientSettings } from './client-settings.ts'

/** The calls to CloudWatch's alarms that Longshore makes. */
export interface CloudWatchApi {
  describeAlarms(input: DescribeAlarmsCommandInput): Promise<DescribeAlarmsCommandOutput>
  describeAlarmHistory(input: DescribeAlarmHistoryCommandInput): Promise<DescribeAlarmHistoryCommandOutput>
}

export function cloudWatchApi(settings: ClientSettings): CloudWatchApi {
  const client = new CloudWatchClient(settings)
  return {
    describeAlarms: (input) => client.send(new DescribeAlarmsCommand(input)),
    describeAlarmHistory: (input) => client.send(new DescribeAlarmHistoryCommand(input)),
  }
}
