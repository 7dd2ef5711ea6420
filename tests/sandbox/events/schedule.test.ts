import { describe, expect, it } from '@jest/globals'
import { nextFiring } from '../../../sandbox/services/events/schedule.ts'

const next = (expression: string, after: string) => {
  const at = nextFiring(expression, Date.parse(after))
  return at === undefined ? undefined : new Date(at).toISOString().replace(':00.000Z', 'Z')
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-16T09:00:00Z', '2026-11-16T09:01Z'],
    ['rate(5 minutes)', '2026-11-16T09:02:00Z', '2026-11-16T09:07Z'],
    ['rate(1 day)', '2026-11-16T09:02:00Z', '2026-11-17T09:02Z'],
    ['cron(* * * * ? *)', '2026-11-16T09:00:00Z', '2026-11-16T09:01Z'],
    ['cron(0/15 * * * ? *)', '2026-11-16T09:50:00Z', '2026-11-16T10:00Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-20T09:00:00Z', '2026-11-23T09:00Z'],
    ['cron(30 8,20 1 * ? *)', '2026-11-16T09:00:00Z', '2026-12-01T08:30Z'],
    ['cron(0 0 29 FEB ? *)', '2026-11-16T09:00:00Z', '2028-02-29T00:00Z'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-16T09:00:00Z', undefined],
  ])('%s after %s fires at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected)
  })

  it.each(['rate(1 minutes)', 'rate(0 minutes)', 'rate(5 seconds)', 'cron(0 9 * * *)', 'cron(61 * * * ? *)', 'daily'])(
    'refuses %s',
    (expression) => {
      expect(() => nextFiring(expression, 0)).toThrow('Cannot use')
    },
  )
})
