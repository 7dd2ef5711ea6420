import * as z from 'zod/mini'
import type { Envelope } from './event-envelope.ts'
import type { RolloutChanged } from './rollout-event.ts'
import { type Refused, refuseShape } from './unwanted.ts'

const Detail = z.object({
  alarmName: z.string().check(z.minLength(1)),
  /** `value`: OK, ALARM, INSUFFICIENT_DATA. */
  state: z.object({ value: z.string() }),
})

/** Reads the detail of `CloudWatch Alarm State Change`: a hint to look at what the alarm watches. */
export function parseAlarmEvent({ id, at, type, detail }: Envelope): RolloutChanged | Refused {
  const parsed = z.safeParse(Detail, detail)
  if (!parsed.success) return refuseShape(`${type}: detail`, parsed.error)
  const { alarmName, state } = parsed.data
  return { kind: 'rollout', id, at, about: [`alarm ${alarmName}`], event: state.value }
}
