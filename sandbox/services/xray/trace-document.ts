/** A segment as X-Ray documents it, as far as it is looked at here. */
export interface TraceDocument {
  readonly id: string
  readonly name: string
  readonly trace_id: string
  readonly start_time: number
  readonly end_time: number
  readonly fault?: boolean
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly subsegments?: readonly Piece[]
}

type Piece = Pick<TraceDocument, 'id' | 'name' | 'start_time' | 'end_time'>

type Read = { readonly document: TraceDocument } | { readonly code: string; readonly why: string; readonly id?: string }

const largestBytes = 64 * 1024
const oldestMs = 30 * 24 * 60 * 60_000

/** Reads a document as X-Ray takes it, or says what it would not take. The codes are guessed. */
export function flawIn(text: string, now: number): Read {
  if (Buffer.byteLength(text) > largestBytes) return { code: 'DocumentTooLarge', why: 'a segment has at most 64 KB' }
  const document = parse(text)
  if (document === undefined)
    return { code: 'ParseError', why: 'the document is no JSON object with the members of a segment' }
  const why = [document, ...(document.subsegments ?? [])].flatMap(pieceFlaw)[0] ?? traceFlaw(document, now)
  return why === undefined ? { document } : { code: 'InvalidSegment', why, id: String(document.id) }
}

function parse(text: string): TraceDocument | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isDocument(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isDocument(value: unknown): value is TraceDocument {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'name', 'trace_id', 'start_time', 'end_time'].every((member) => member in value)
}

function pieceFlaw({ id, name, start_time, end_time }: Piece): string[] {
  return [
    ...(/^[0-9a-f]{16}$/.test(id) ? [] : ['an id has 16 hexadecimal digits']),
    ...(/^[\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]{1,200}$/u.test(name)
      ? []
      : ['a name has up to 200 letters, digits and _.:/%&#=+\\-@']),
    ...(start_time <= end_time ? [] : ['a segment ends after it has started']),
  ]
}

function traceFlaw({ trace_id, annotations = {} }: TraceDocument, now: number): string | undefined {
  const [, seconds] = /^1-([0-9a-f]{8})-[0-9a-f]{24}$/.exec(trace_id) ?? []
  if (seconds === undefined) return 'a trace id is 1, the time in 8 and a number in 24 hexadecimal digits'
  if (now - Number.parseInt(seconds, 16) * 1000 > oldestMs) return 'the trace is older than 30 days'
  const flaw = Object.keys(annotations).find((key) => !/^\w+$/.test(key))
  return flaw === undefined ? undefined : `an annotation is named by letters, digits and _: ${flaw}`
}
