import { nextFiring } from '../events/schedule.ts'

/**
 * When a schedule runs next after `after` (epoch ms): `at(2026-11-16T09:00:00)`, `rate(5 minutes)` or `cron(…)`, the first
 * and the last in the time zone. Undefined when it never runs again.
 * @throws {Error} for an expression Scheduler does not take
 */
export function nextRun(expression: string, zone: string, after: number): number | undefined {
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1]
  if (at !== undefined) {
    const instant = fromLocal(Date.parse(`${at}Z`), zone)
    return instant > after ? instant : undefined
  }
  if (expression.startsWith('rate(')) return nextFiring(expression, after)
  const next = nextFiring(expression, after + offset(after, zone))
  return next === undefined ? undefined : fromLocal(next, zone)
}

/** The instant at which a zone's clocks show that time. */
function fromLocal(local: number, zone: string): number {
  return local - offset(local - offset(local, zone), zone)
}

/** How far a zone's clocks are ahead of UTC, in ms. @throws RangeError for a zone nobody knows */
function offset(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, Number(value)]))
  const [year = 0, month = 1, ...rest] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((name) =>
    parts.get(name as Intl.DateTimeFormatPartTypes),
  )
  const [day = 1, hour = 0, minute = 0, second = 0] = rest
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
}
