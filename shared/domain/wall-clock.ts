import type { Millis } from './image.ts'

/*
 * What the clock on the wall of a zone shows. A time on the wall is written as the epoch milliseconds at which a clock in UTC
 * would show the same.
 */

/** Made once for each zone: making one takes longer than a thousand uses. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** No zone has changed its clock twice within so long. */
const aroundMs = 36 * 60 * 60_000

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const
  const format = new Intl.DateTimeFormat('en-US', {
    ...numeric,
    ...({ minute: 'numeric', second: 'numeric', hourCycle: 'h23', calendar: 'gregory' } as const),
    timeZone: zone,
  })
  formats.set(zone, format)
  return format
}

/** What the clock shows at a moment. Throws RangeError for a zone that there is not. */
export function wallAt(zone: string, at: Millis): Millis {
  const shown: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) shown[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000)
}

/** The moment at which the clock shows a time for the first time; where it leaps over that time, the leap. */
export function firstShown(zone: string, wall: Millis): Millis {
  return Math.min(...shownAt(zone, wall))
}

/** The moment at which the clock shows a time for the last time; where it leaps over that time, the leap. */
export function lastShown(zone: string, wall: Millis): Millis {
  return Math.max(...shownAt(zone, wall))
}

function shownAt(zone: string, wall: Millis): Millis[] {
  const offsets = [offsetAt(zone, wall - aroundMs), offsetAt(zone, wall + aroundMs)]
  const moments = offsets.map((offset) => wall - offset)
  const shown = moments.filter((moment) => wallAt(zone, moment) === wall)
  return shown.length > 0 ? shown : [leapBetween(zone, Math.min(...moments), Math.max(...moments))]
}

function offsetAt(zone: string, at: Millis): Millis {
  return wallAt(zone, at) - at
}

/** The first moment after a clock change that lies between two moments. */
function leapBetween(zone: string, from: Millis, to: Millis): Millis {
  const before = offsetAt(zone, from)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle) === before) low = middle
    else high = middle
  }
  return high
}

/** `2026-11-23 08:00 Asia/Seoul` */
export function wallInWords(zone: string, at: Millis): string {
  return `${new Date(wallAt(zone, at)).toISOString().slice(0, 16).replace('T', ' ')} ${zone}`
}
