import type { Entry } from '../answers.ts'
import { clean } from './clean.ts'
import { after, moment } from './moments.ts'

/** `2026-11-16 09:01:30   +1:30  rolled out`, one for each entry. */
export function timelineLines(timeline: readonly Entry[]): string[] {
  return timeline.map(
    ({ at, what, afterSeconds }) => `${moment(at)} ${after(afterSeconds).padStart(8)}  ${clean(what)}`,
  )
}
