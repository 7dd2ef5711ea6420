import * as z from 'zod/mini'
import type { Millis } from '../domain/image.ts'
import { type Refused, refuseShape } from './unwanted.ts'

const EventEnvelope = z.object({
  id: z.string().check(z.minLength(1)),
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  time: z.string().check(z.refine((time) => Number.isFinite(Date.parse(time)))),
  resources: z.optional(z.array(z.string())),
  detail: z.unknown(),
})

/** What EventBridge puts around every event. */
export interface Envelope {
  readonly kind: 'event'
  /** The same event delivered twice has the same id. */
  readonly id: string
  /** The envelope's time: `updatedAt` and the like inside of the detail lag behind it, by minutes at times. */
  readonly at: Millis
  readonly source: string
  readonly type: string
  readonly account: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: unknown
}

/** Reads the envelope of an EventBridge event; fields that are not known are left aside. */
export function parseEnvelope(event: unknown): Envelope | Refused {
  const parsed = z.safeParse(EventEnvelope, event)
  if (!parsed.success) return refuseShape('not an EventBridge event', parsed.error)
  const { id, source, time, account, region, resources = [], detail, 'detail-type': type } = parsed.data
  return { kind: 'event', id, at: Date.parse(time), source, type, account, region, resources, detail }
}
