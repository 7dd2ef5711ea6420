import { afterAll, describe, expect, it } from '@jest/globals'
import { check } from './check.ts'
import { drawPlan } from './plan.ts'
import { play } from './play.ts'

/*
 * LONGSHORE_SEED=7 replays one schedule and prints what was decided; LONGSHORE_WIRE_SCHEDULES=500 plays so many.
 */
const only = process.env['LONGSHORE_SEED']
const count = Number(
  process.env['LONGSHORE_WIRE_SCHEDULES'] ??
    (process.env['LONGSHORE_HEAVY'] === '1' ? 50 : process.env['LONGSHORE_THOROUGH'] === '1' ? 10 : 2),
)
const seeds = only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)]

const met = { faults: new Map<string, number>(), outcomes: new Map<string, number>(), withTwoFaults: 0 }

describe('random faults, pushes and people, through handlers, SDK and wire', () => {
  afterAll(() => {
    if (only !== undefined || process.env['LONGSHORE_HEAVY'] === '1')
      process.stdout.write(`${JSON.stringify(shown())}\n`)
  })

  it.each(seeds)('seed %i keeps every promise', async (seed) => {
    const plan = drawPlan(seed)
    try {
      const played = await play(plan)
      try {
        countMet(played.struck, played.world.documents())
        await check(played)
      } finally {
        if (only !== undefined) printTrail(played.world.log('reconcile'))
        await played.world.stop()
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new Error(`LONGSHORE_SEED=${seed} replays it: ${message}\n${JSON.stringify(plan)}`, { cause: error })
    }
  })

  it('meets several faults in a schedule often enough to prove something', () => {
    if (only === undefined) expect(met.withTwoFaults).toBeGreaterThanOrEqual(Math.floor(seeds.length * 0.3))
  })
})

function countMet(struck: readonly string[], documents: readonly object[]): void {
  for (const name of struck) met.faults.set(name, (met.faults.get(name) ?? 0) + 1)
  if (struck.length >= 2) met.withTwoFaults += 1
  for (const document of documents) {
    const name = 'outcome' in document ? String(document.outcome) : 'notice' in document ? String(document.notice) : ''
    met.outcomes.set(name, (met.outcomes.get(name) ?? 0) + 1)
  }
}

function shown() {
  return { ...met, faults: Object.fromEntries(met.faults), outcomes: Object.fromEntries(met.outcomes) }
}

function printTrail(lines: readonly Record<string, unknown>[]): void {
  for (const { timestamp, message, target, phase, reason, effects } of lines) {
    process.stdout.write(`${[timestamp, target, message, phase, reason, effects].filter(Boolean).join(' | ')}\n`)
  }
}
