const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const DAY_MS = 86_400_000
const LONGEST_SEARCH_DAYS = 366 * 8

interface CronField {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const FIELDS: readonly CronField[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 1, max: 7, names: DAYS },
  { name: 'year', min: 1970, max: 2199 },
]

/**
 * The first minute after `after` (epoch ms) that EventBridge's six cron fields name, in UTC (day of week: 1 is Sunday).
 * @throws {Error} for a field it cannot read; `L`, `W` and `#` are not known here
 */
export function nextCron(expression: string, after: number): number | undefined {
  const texts = expression.trim().split(/\s+/)
  if (texts.length !== 6) throw new Error(`Cannot use cron(${expression}): it needs six fields.`)
  const [minutes, hours, monthDays, months, weekDays, years] = FIELDS.map((field, index) =>
    allowedValues(texts[index] ?? '', field),
  )
  const firstDay = Math.floor(after / DAY_MS) * DAY_MS
  for (let day = firstDay; day < firstDay + LONGEST_SEARCH_DAYS * DAY_MS; day += DAY_MS) {
    const date = new Date(day)
    const named =
      monthDays?.has(date.getUTCDate()) &&
      months?.has(date.getUTCMonth() + 1) &&
      weekDays?.has(date.getUTCDay() + 1) &&
      years?.has(date.getUTCFullYear())
    const found = named ? firstMinute(day, after, hours ?? new Set(), minutes ?? new Set()) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function firstMinute(day: number, after: number, hours: Set<number>, minutes: Set<number>): number | undefined {
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => day + (hour * 60 + minute) * 60_000))
  const later = times.filter((time) => time > after)
  return later.length > 0 ? Math.min(...later) : undefined
}

function allowedValues(text: string, field: CronField): Set<number> {
  return new Set(text.split(',').flatMap((part) => valuesOf(part, field)))
}

function valuesOf(part: string, field: CronField): number[] {
  const [range = '', stepText] = part.split('/')
  const step = stepText === undefined ? 1 : Number(stepText)
  const [from = '', to] = range.split('-')
  const any = range === '*' || range === '?'
  const low = any ? field.min : numberOf(from, field)
  const single = to === undefined && stepText === undefined
  const high = to === undefined ? (any || !single ? field.max : low) : numberOf(to, field)
  if (!Number.isInteger(step) || step < 1) throw unreadable(part, field)
  const values: number[] = []
  for (let value = low; value <= high; value += step) values.push(value)
  return values
}

function numberOf(text: string, field: CronField): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  const number = named >= 0 ? named + 1 : Number(text)
  if (text === '' || !Number.isInteger(number) || number < field.min || number > field.max)
    throw unreadable(text, field)
  return number
}

function unreadable(text: string, field: CronField): Error {
  return new Error(
    `Cannot use the cron field "${text}" for ${field.name}: give ${field.min} to ${field.max}, *, ? , lists, ranges or steps.`,
  )
}
