import type { Millis } from '../domain/image.ts'

/** A time that figures are told of: `from` belongs to it, `to` does not. */
export interface Window {
  readonly from: Millis
  readonly to: Millis
  /** IANA name of the zone that days are counted in. */
  readonly zone: string
  /** `last 30 days`, `2026-10` */
  readonly name: string
}

export const dayMs = 24 * 60 * 60_000

/** How figures are made where the configuration says nothing of it. */
export const defaultFigures = { zone: 'UTC', rollbackWithinMs: dayMs } as const

/** The last so many times 24 hours. */
export function lastDays(days: number, now: Millis, zone: string): Window {
  return { from: now - days * dayMs, to: now, zone, name: `last ${days} days` }
}

/** A calendar month, `2026-10`, as it begins and ends in the zone. Undefined for what is no month. */
export function monthWindow(month: string, zone: string): Window | undefined {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  if (year === undefined || number === undefined) return undefined
  const from = startOfMonth(Number(year), Number(number), zone)
  const to = startOfMonth(Number(year), Number(number) + 1, zone)
  return { from, to, zone, name: month }
}

/** The calendar months up to the one of `now`, oldest first. */
export function lastMonths(count: number, now: Millis, zone: string): Window[] {
  const [year = 0, month = 0] = dayIn(now, zone).split('-').map(Number)
  const months = Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(year, month - count + index, 1))
    return monthWindow(at.toISOString().slice(0, 7), zone)
  })
  return months.filter((window) => window !== undefined)
}

/** The calendar day of a time in a zone: `2026-10-31`. */
export function dayIn(at: Millis, zone: string): string {
  return formatOf(zone).format(at).slice(0, 10)
}

/** Whether there is a zone of this name. */
export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * The first moment of the first in the zone: UTC's midnight, moved by what the zone is off a day before or a day after. Where its
 * clocks change at that very hour, the one is still the day before, or there are two midnights.
 */
function startOfMonth(year: number, month: number, zone: string): Millis {
  const utc = Date.UTC(year, month - 1, 1)
  const first = new Date(utc).toISOString().slice(0, 10)
  const [earlier = utc, later = utc] = [utc - dayMs, utc + dayMs]
    .map((at) => utc - offsetAt(at, zone))
    .sort((a, b) => a - b)
  return dayIn(earlier, zone) === first ? earlier : later
}

function offsetAt(at: Millis, zone: string): Millis {
  const [date = '', time = ''] = formatOf(zone).format(at).split(', ')
  return Date.parse(`${date}T${time}Z`) - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-10-31, 23:59:59`; making one takes long. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
  formats.set(zone, format)
  return format
}
