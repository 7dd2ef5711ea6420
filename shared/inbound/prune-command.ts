import * as z from 'zod/mini'
import { By, type Known, readCommand } from './command.ts'
import { parseScheduled, type Scheduled } from './scheduled.ts'
import type { Refused } from './unwanted.ts'

/** Tells which images nobody needs, and deletes them where that is asked for. */
export interface PruneCommand {
  readonly kind: 'prune'
  readonly apply: boolean
  readonly by: string
}

/** Reads `{}`, `{"apply":true,"by":"alice"}`, and the event of the schedule. */
export function parsePrune(payload: unknown, known: Known): PruneCommand | Scheduled | Refused {
  if (isEvent(payload)) return parseScheduled(payload)
  const Payload = z.strictObject({ apply: z._default(z.boolean(), false), by: By })
  return readCommand({ name: 'prune', Payload, payload, known }, (data) => ({ kind: 'prune', ...data }))
}

function isEvent(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'detail-type' in payload
}
