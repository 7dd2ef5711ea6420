import type { Service, World } from '../../kernel/service.ts'
import { flawIn, type TraceDocument } from './trace-document.ts'

/** What was sent to X-Ray. */
export interface XRayControl {
  /** Segments that were taken, in order; the same id again takes the place of the earlier one, as there. */
  segments(): readonly TraceDocument[]
}

/** X-Ray, as far as it takes segments: what it would not show is handed back unprocessed. */
export function xrayService(world: World): { readonly service: Service; readonly control: XRayControl } {
  const kept = new Map<string, TraceDocument>()
  const service: Service = {
    name: 'xray',
    operations: {
      PutTraceSegments(input) {
        const documents: readonly string[] = input['TraceSegmentDocuments']
        const unprocessed = documents.flatMap((text) => {
          const read = flawIn(text, world.clock.now())
          if ('document' in read) kept.set(`${read.document.trace_id} ${read.document.id}`, read.document)
          return 'document' in read
            ? []
            : [{ ErrorCode: read.code, Message: read.why, ...(read.id && { Id: read.id }) }]
        })
        return { UnprocessedTraceSegments: unprocessed }
      },
    },
  }
  return { service, control: { segments: () => [...kept.values()] } }
}
