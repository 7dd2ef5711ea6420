import { expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { pauseFor } from '../../shared/notify/back-off.ts'

const day = 86_400
const pauses = Array.from({ length: 1_000 }, (_, index) => pauseFor(undefined, index + 1))
const hoursUntil = (receives: number) => pauses.slice(0, receives).reduce((sum, pause) => sum + pause, 0) / 3_600

it('grows to a quarter of an hour', () => {
  expect(pauses.slice(0, 8)).toEqual([15, 30, 60, 120, 240, 480, 900, 900])
})

it('lets a queue that shows a message a thousand times keep it for its two weeks', () => {
  expect(hoursUntil(1_000) * 3_600).toBeGreaterThan(14 * day)
})

it('asks every quarter of an hour for a day', () => {
  const receives = pauses.findIndex((pause) => pause > 900)
  expect(hoursUntil(receives)).toBeGreaterThanOrEqual(23)
})

it.each([
  [90, 90],
  [0, 1],
  [10 ** 6, 11 * 3_600],
])('heeds a pause of %i s that was asked for, as far as a queue can', (asked, given) => {
  expect(pauseFor(asked, 1)).toBe(given)
})

it.each([
  [0, 5, 1],
  [0, 6, 480],
  [90, 500, 1_800],
  [7_200, 500, 7_200],
])('waits, asked for %i s at receive %i, %i s: a short wish counts a few times only', (asked, receives, given) => {
  expect(pauseFor(asked, receives)).toBe(given)
})

it('keeps a message for two weeks, whatever is asked for at each receive', () => {
  const wish = fc.option(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 10 ** 6 })), {
    nil: undefined,
  })
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 20 }), (wishes) => {
      const given = pauses.map((_, index) => pauseFor(wishes[index % wishes.length], index + 1))
      expect(given.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(14 * day)
    }),
    { numRuns: 50 },
  )
})
