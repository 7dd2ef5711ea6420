import type { Millis } from '../domain/image.ts'
import { parseEnvelope } from './event-envelope.ts'
import type { Refused } from './unwanted.ts'

/** The schedule says that it is time to look around. */
export interface Scheduled {
  readonly kind: 'scheduled'
  readonly id: string
  readonly at: Millis
}

/** Reads the event of a schedule. */
export function parseScheduled(event: unknown): Scheduled | Refused {
  const envelope = parseEnvelope(event)
  if (envelope.kind === 'refused') return envelope
  const { id, at, type, source } = envelope
  if (type === 'Scheduled Event') return { kind: 'scheduled', id, at }
  return { kind: 'refused', why: `"${type}" of ${source} comes from no schedule` }
}
