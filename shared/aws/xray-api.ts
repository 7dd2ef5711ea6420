import {
  PutTraceSegmentsCommand,
  type PutTraceSegmentsCommandInput,
  type PutTraceSegmentsCommandOutput,
  XRayClient,
} from '@aws-sdk/client-xray'
import type { ClientSettings } from './client-settings.ts'

/** The calls to X-Ray that Longshore makes. */
export interface XRayApi {
  putTraceSegments(input: PutTraceSegmentsCommandInput): Promise<PutTraceSegmentsCommandOutput>
}

export function xrayApi(settings: ClientSettings): XRayApi {
  const client = new XRayClient(settings)
  return { putTraceSegments: (input) => client.send(new PutTraceSegmentsCommand(input)) }
}
