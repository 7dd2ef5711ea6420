import type { QuietHours } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'

const minuteMs = 60_000

/** A queue hides a message for twelve hours at most; who waits longer asks again. */
const longestMinutes = 11 * 60

/** What is held back so long is told, quiet or not: its queue keeps it for two weeks. */
const longestHeldMs = 7 * 24 * 60 * minuteMs

/** For how many seconds what happened at `since` is to be held back from now on; 0: it may be told. */
export function heldFor(hours: QuietHours | undefined, since: Millis, now: Millis): number {
  if (!hours || now - since >= longestHeldMs) return 0
  const local = localTime(hours.zone)
  const isQuiet = (at: Millis) => quietAt(hours, local(at))
  if (!isQuiet(now)) return 0
  const nextMinute = Math.floor(now / minuteMs) * minuteMs
  for (let minutes = 1; minutes < longestMinutes; minutes += 1) {
    const at = nextMinute + minutes * minuteMs
    if (!isQuiet(at)) return Math.ceil((at - now) / 1_000)
  }
  return longestMinutes * 60
}

interface LocalTime {
  /** `2026-12-25` */
  readonly date: string
  /** 0 is Sunday. */
  readonly day: number
  readonly minute: number
}

function localTime(zone: string): (at: Millis) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    const date = `${part('year')}-${part('month')}-${part('day')}`
    return {
      date,
      day: new Date(`${date}T00:00:00Z`).getUTCDay(),
      minute: Number(part('hour')) * 60 + Number(part('minute')),
    }
  }
}

function quietAt({ from, to, days, dates }: QuietHours, { date, day, minute }: LocalTime): boolean {
  if (days.includes(day) || dates.includes(date)) return true
  if (from === undefined || to === undefined) return false
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}
