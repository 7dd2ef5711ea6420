import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { freezeEnd, frozenUntil } from '../../shared/domain/freeze.ts'
import type { FreezeWindow } from '../../shared/domain/policy.ts'
import { wallInWords } from '../../shared/domain/wall-clock.ts'

const hour = 60
const day = 24 * hour
const week = 7 * day

/** Zones with and without summer time, north and south, with half hours, far east and west, and one that changes at midnight. */
const zones = [
  ...['Asia/Seoul', 'UTC', 'Europe/Berlin', 'America/New_York', 'America/Los_Angeles', 'Australia/Lord_Howe'],
  ...['Australia/Adelaide', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati'],
  ...['Pacific/Pago_Pago', 'Pacific/Auckland', 'Pacific/Chatham', 'America/Santiago', 'Africa/Casablanca'],
  ...['Africa/Cairo', 'Asia/Beirut', 'America/Havana', 'Europe/Dublin', 'Asia/Tehran'],
]

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}

function weekly(from: number, to: number, zone: string): FreezeWindow {
  return { every: 'week', from, to, zone }
}

/** Minutes of the week. */
const at = (dayOfWeek: number, time: number) => dayOfWeek * day + time

describe('a freeze by the week', () => {
  const seoul = weekly(at(4, 16 * hour), at(0, 8 * hour), 'Asia/Seoul')
  it.each([
    ['a minute before it', '2026-11-20T06:59:59.999Z', undefined],
    ['when it begins', '2026-11-20T07:00:00Z', '2026-11-22T23:00:00.000Z'],
    ["over the week's end", '2026-11-22T15:30:00Z', '2026-11-22T23:00:00.000Z'],
    ['a moment before its end', '2026-11-22T22:59:59.999Z', '2026-11-22T23:00:00.000Z'],
    ['when it ends', '2026-11-22T23:00:00Z', undefined],
  ])('%s', (_when, moment, until) => {
    expect(iso(frozenUntil([seoul], Date.parse(moment)))).toBe(until)
  })

  it.each([
    ['a day of 23 hours', 'Europe/Berlin', '2027-03-28T00:30:00Z', '2027-03-28T04:00:00.000Z'],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T05:00:00.000Z'],
    [
      'a clock that is set forward by half an hour',
      'Australia/Lord_Howe',
      '2026-10-03T15:00:00Z',
      '2026-10-03T19:00:00.000Z',
    ],
    ['a clock in the south', 'America/Santiago', '2026-09-06T04:30:00Z', '2026-09-06T09:00:00.000Z'],
  ])('ends by the clock on the wall after %s', (_what, zone, moment, until) => {
    const night = weekly(at(5, 20 * hour), at(6, 6 * hour), zone)
    expect(iso(frozenUntil([night], Date.parse(moment)))).toBe(until)
  })

  it('begins with the leap where the clock leaps over its beginning, and ends with it', () => {
    const leap = Date.parse('2027-03-28T01:00:00Z')
    const after = weekly(at(6, 2 * hour + 30), at(6, 5 * hour), 'Europe/Berlin')
    expect([frozenUntil([after], leap - 1), iso(frozenUntil([after], leap))]).toEqual([
      undefined,
      '2027-03-28T03:00:00.000Z',
    ])
    const before = weekly(at(6, hour), at(6, 2 * hour + 30), 'Europe/Berlin')
    expect([frozenUntil([before], leap - 1), frozenUntil([before], leap)]).toEqual([leap, undefined])
  })

  it('begins at the first and ends at the last of times that are shown twice', () => {
    const [first, second] = [Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')]
    const after = weekly(at(6, 2 * hour + 30), at(6, 5 * hour), 'Europe/Berlin')
    expect([frozenUntil([after], first - 1), iso(frozenUntil([after], first))]).toEqual([
      undefined,
      '2026-10-25T04:00:00.000Z',
    ])
    const before = weekly(at(6, hour), at(6, 2 * hour + 30), 'Europe/Berlin')
    expect([frozenUntil([before], second - 1), frozenUntil([before], second)]).toEqual([second, undefined])
  })
})

describe('windows that meet', () => {
  it('are one, whatever their zones', () => {
    const friday = weekly(at(4, 16 * hour), at(5, 0), 'Asia/Seoul')
    const saturday = weekly(at(4, 15 * hour), at(0, 8 * hour), 'UTC')
    const moment = Date.parse('2026-11-20T08:00:00Z')
    expect(iso(frozenUntil([friday, saturday], moment))).toBe('2026-11-23T08:00:00.000Z')
    expect(freezeEnd([friday, saturday], moment)?.zone).toBe('UTC')
  })

  it('are two with a minute between them', () => {
    const windows = [weekly(at(0, 0), at(1, 0), 'UTC'), weekly(at(1, 1), at(2, 0), 'UTC')]
    expect(iso(frozenUntil(windows, Date.parse('2026-11-16T12:00:00Z')))).toBe('2026-11-17T00:00:00.000Z')
  })

  it('that cover the whole week come to an end all the same', () => {
    expect(frozenUntil([weekly(at(0, 0), at(4, 0), 'UTC'), weekly(at(3, 0), at(0, 0), 'UTC')], 0)).toBeGreaterThan(0)
  })
})

it('an end is told by the clock of its zone', () => {
  expect(wallInWords('Asia/Seoul', Date.parse('2026-11-22T23:00:00Z'))).toBe('2026-11-23 08:00 Asia/Seoul')
  expect(wallInWords('America/St_Johns', Date.parse('2026-11-22T23:00:00Z'))).toBe('2026-11-22 19:30 America/St_Johns')
})

/** The first, or the last, moment at which the clock shows a time, as the reference implementation of the calendar has it. */
function shown(wall: Temporal.PlainDateTime, zone: string, which: 'earlier' | 'later'): number {
  const [early, late] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(zone, { disambiguation }),
  )
  if (!early || !late) throw new Error('no reference')
  const isLeap = !early.toPlainDateTime().equals(wall)
  if (!isLeap) return which === 'earlier' ? early.epochMilliseconds : late.epochMilliseconds
  const leap = early.getTimeZoneTransition('next')
  return leap?.epochMilliseconds ?? Number.NaN
}

/** Occurrences that follow upon each other are one. */
function reference(window: FreezeWindow, moment: number): number | undefined {
  const until = occurrence(window, moment)
  return until === undefined ? undefined : (reference(window, until) ?? until)
}

/** Every occurrence around a moment, by the reference: until when the longest of them lasts. */
function occurrence({ every, from, to, zone }: FreezeWindow, moment: number): number | undefined {
  const local = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDateTime()
  const monday = local
    .toPlainDate()
    .subtract({ days: local.dayOfWeek - 1 })
    .toPlainDateTime()
  const epoch = Temporal.PlainDateTime.from('1970-01-01T00:00')
  const length = to > from ? to - from : to - from + week
  const walls =
    every === 'once'
      ? [[epoch.add({ minutes: from }), epoch.add({ minutes: to })] as const]
      : [-2, -1, 0, 1].map((weeks) => {
          const begins = monday.add({ minutes: weeks * week + from })
          return [begins, begins.add({ minutes: length })] as const
        })
  const ends = walls.flatMap(([begins, end]) => {
    const until = shown(end, zone, 'later')
    return shown(begins, zone, 'earlier') <= moment && moment < until ? [until] : []
  })
  return ends.length > 0 ? Math.max(...ends) : undefined
}

const seed = Number(process.env['LONGSHORE_SEED'] ?? Date.now() % 1_000_000)

const zone = fc.constantFrom(...zones)
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) })
/** Half of them near a change of the clock. */
const nearChange = fc.tuple(zone, moment, fc.integer({ min: -3 * day, max: 3 * day })).map(([name, start, off]) => {
  const next = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(name).getTimeZoneTransition('next')
  return { zone: name, moment: (next?.epochMilliseconds ?? start) + off * 60_000 }
})
const somewhere = fc.oneof(fc.record({ zone, moment }), nearChange)

const lasting = { seed, numRuns: 1_100 }

it(`agrees with the reference on weekly windows, around changes of the clock, too (LONGSHORE_SEED=${seed})`, () => {
  const minuteOfWeek = fc.integer({ min: 0, max: week - 1 })
  const aimed = fc.tuple(somewhere, minuteOfWeek, minuteOfWeek, fc.boolean(), fc.integer({ min: -200, max: 200 }))
  let frozen = 0
  fc.assert(
    fc.property(aimed, ([place, from, to, isNear, off]) => {
      const local = Temporal.Instant.fromEpochMilliseconds(place.moment).toZonedDateTimeISO(place.zone)
      const now = (local.dayOfWeek - 1) * day + local.hour * hour + local.minute
      const begins = isNear ? (now + off + week) % week : from
      fc.pre(begins !== to)
      const window = weekly(begins, to, place.zone)
      const until = frozenUntil([window], place.moment)
      expect(iso(until)).toBe(iso(reference(window, place.moment)))
      if (until !== undefined) frozen += 1
    }),
    lasting,
  )
  expect(frozen).toBeGreaterThan(200)
})

it(`agrees with the reference on windows of dates (LONGSHORE_SEED=${seed})`, () => {
  const length = fc.integer({ min: 1, max: 40 * day })
  let frozen = 0
  fc.assert(
    fc.property(somewhere, length, fc.integer({ min: -20 * day, max: 20 * day }), (place, minutes, off) => {
      const from = Math.floor(place.moment / 60_000) + off - Math.floor(minutes / 2)
      const window: FreezeWindow = { every: 'once', from, to: from + minutes, zone: place.zone }
      const until = frozenUntil([window], place.moment)
      expect(iso(until)).toBe(iso(reference(window, place.moment)))
      if (until !== undefined) frozen += 1
    }),
    lasting,
  )
  expect(frozen).toBeGreaterThan(100)
})
