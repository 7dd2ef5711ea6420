import type { Traces } from '../figures-ports.ts'
import { calling, refuse } from './refusal.ts'
import type { XRayApi } from './xray-api.ts'

/** Traces in X-Ray. */
export function xrayTraces(client: () => Promise<XRayApi>): Traces {
  return {
    async put(trace) {
      const api = await client()
      const doing = { action: 'xray:PutTraceSegments', subject: 'the trace of a deployment' }
      const { UnprocessedTraceSegments: [refused] = [] } = await calling(doing, () =>
        api.putTraceSegments({ TraceSegmentDocuments: [JSON.stringify(trace)] }),
      )
      if (!refused) return
      const why = [refused.ErrorCode, refused.Message].filter(Boolean).join(': ')
      refuse('invalid', `Cannot keep the trace of a deployment: X-Ray does not take it (${why}).`)
    },
  }
}
