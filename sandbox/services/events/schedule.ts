import { nextCron } from './cron.ts'

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * When a schedule fires next after `after` (epoch ms): `rate(5 minutes)` counts from there, `cron(…)` is in UTC.
 * Undefined when it never fires again.
 * @throws {Error} for an expression EventBridge does not take
 */
export function nextFiring(expression: string, after: number): number | undefined {
  const cron = /^cron\((.+)\)$/.exec(expression)
  if (cron?.[1]) return nextCron(cron[1], after)
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression)
  const [, count = '', unit = '', plural = ''] = rate ?? []
  const wellFormed = rate && Number(count) > 0 && (count === '1') === (plural === '')
  if (!wellFormed) {
    throw new Error(
      `Cannot use the schedule "${expression}": write rate(1 minute), rate(5 minutes) or cron(0 9 ? * MON-FRI *).`,
    )
  }
  return after + Number(count) * (UNITS[unit] ?? 0)
}
