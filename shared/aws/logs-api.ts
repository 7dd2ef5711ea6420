import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs'
import type { ClientSettings } from './client-settings.ts'

/** The calls to CloudWatch Logs that Longshore makes. */
export interface LogsApi {
  /** 5 to 10 a second in an account and region. */
  filterLogEvents(input: FilterLogEventsCommandInput, abortSignal: AbortSignal): Promise<FilterLogEventsCommandOutput>
}

export function logsApi(settings: ClientSettings): LogsApi {
  const client = new CloudWatchLogsClient(settings)
  return { filterLogEvents: (input, abortSignal) => client.send(new FilterLogEventsCommand(input), { abortSignal }) }
}
