import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch'
import type { ClientSettings } from './client-settings.ts'

/** What CloudWatch measured; apart from its alarms, so that whoever watches only those does not carry it. */
export interface MetricsApi {
  getMetricData(input: GetMetricDataCommandInput, abortSignal: AbortSignal): Promise<GetMetricDataCommandOutput>
}

export function metricsApi(settings: ClientSettings): MetricsApi {
  const client = new CloudWatchClient(settings)
  return { getMetricData: (input, abortSignal) => client.send(new GetMetricDataCommand(input), { abortSignal }) }
}
