import type { Millis } from './image.ts'
import type { FreezeWindow } from './policy.ts'
import { firstShown, lastShown, wallAt } from './wall-clock.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const weekMs = 7 * dayMs

/** 1970-01-01 was a Thursday. */
const firstMondayMs = 4 * dayMs

/** A clock is never further from UTC, or set further, than this. */
const slackMs = 2 * dayMs

/** Windows that follow upon each other for longer than this make no other difference. */
const chainBound = 100

/** When a freeze ends, and by the clock of which zone. */
export interface FreezeEnd {
  readonly until: Millis
  readonly zone: string
}

/**
 * Until when nothing starts by itself, by a calendar; undefined where nothing is frozen at that moment. Windows that overlap or
 * follow upon each other without a gap are one. A clock that is set back shows some times twice: a window begins at the first and
 * ends at the last of them; what it leaps over when it is set forward begins and ends with the leap.
 */
export function frozenUntil(windows: readonly FreezeWindow[], at: Millis): Millis | undefined {
  return freezeEnd(windows, at)?.until
}

/** The same, with the zone of the window that ends it. */
export function freezeEnd(windows: readonly FreezeWindow[], at: Millis): FreezeEnd | undefined {
  let end: FreezeEnd | undefined
  for (let round = 0; round < chainBound; round += 1) {
    const next = longest(windows, end?.until ?? at)
    if (!next) return end
    end = next
  }
  return end
}

function longest(windows: readonly FreezeWindow[], at: Millis): FreezeEnd | undefined {
  const ends = windows.flatMap((window) => endsOf(window, at).map((until) => ({ until, zone: window.zone })))
  return ends.toSorted((a, b) => a.until - b.until).at(-1)
}

/** When the occurrences of a window end that a moment is in. */
function endsOf({ every, from, to, zone }: FreezeWindow, at: Millis): Millis[] {
  if (every === 'once') return endOf({ from: from * minuteMs, to: to * minuteMs, zone }, at)
  const wall = wallAt(zone, at)
  const monday = Math.floor((wall - firstMondayMs) / weekMs) * weekMs + firstMondayMs
  const length = (to > from ? to - from : to - from + weekMs / minuteMs) * minuteMs
  return [-1, 0, 1].flatMap((weeks) => {
    const begins = monday + weeks * weekMs + from * minuteMs
    return endOf({ from: begins, to: begins + length, zone }, at)
  })
}

/** Times on the wall. Most occurrences are far away, which is told without asking when its clock shows them. */
function endOf(
  { from, to, zone }: { readonly from: Millis; readonly to: Millis; readonly zone: string },
  at: Millis,
): Millis[] {
  if (at < from - slackMs || at > to + slackMs) return []
  const until = lastShown(zone, to)
  return at >= firstShown(zone, from) && at < until ? [until] : []
}
