import type { EndsReceiver } from '../receivers/ends.ts'
import { milliseconds } from './duration.ts'
import type { EndFault } from './end-schema.ts'

/** Lets an end answer otherwise from now on. */
export function setEndFault(ends: EndsReceiver, fault: EndFault): void {
  const { end, mood, retryAfter = '30s', times, for: span } = fault
  const how =
    mood === 'rate-limited'
      ? { kind: mood, retryAfterSeconds: Math.ceil(milliseconds(retryAfter) / 1000) }
      : { kind: mood }
  ends.behave(end, how, {
    ...(times === undefined ? {} : { times }),
    ...(span === undefined ? {} : { forMs: milliseconds(span) }),
  })
}
