const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const clock =
  /^(?:(?<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun)|(?<date>\d{4}-\d{2}-\d{2})) (?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)$/

/** A time on the wall: minutes since Monday 00:00 of each week, or since 1970-01-01 00:00. */
export interface FreezeTime {
  readonly every: 'week' | 'once'
  readonly minute: number
}

/** Reads `Fri 16:00` and `2026-12-20 18:00`; undefined for what is neither, or no day of the calendar. */
export function freezeTime(text: string): FreezeTime | undefined {
  const { day, date, hour, minute } = clock.exec(text)?.groups ?? {}
  if (hour === undefined || minute === undefined) return undefined
  const ofDay = Number(hour) * 60 + Number(minute)
  if (day !== undefined) return { every: 'week', minute: days.indexOf(day) * 24 * 60 + ofDay }
  const midnight = Date.parse(`${date ?? ''}T00:00:00Z`)
  const isThere = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date ?? 'none')
  return isThere ? { every: 'once', minute: midnight / 60_000 + ofDay } : undefined
}
