import { describe, expect, it } from '@jest/globals'
import { shippedFile, shippedNames } from '../../sandbox/rehearsal/shipped-scenarios.ts'
import { judge } from '../../sandbox/scenario/judge/judge.ts'
import { readScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario, type ScenarioResult } from '../../sandbox/scenario/run-scenario.ts'
import type { Scenario } from '../../sandbox/scenario/scenario-schema.ts'
import { flipsOf } from './flip.ts'
import { playedNow } from './quick.ts'

/** Two files share the shipped scenarios, so that two processes play them; within one, a few worlds at a time. */
const PARTS = 2
const AT_ONCE = 3

/**
 * Plays a part of the shipped scenarios (`quick.ts` says which) once each, and judges what came of it again with each expectation flipped:
 * an expectation that cannot fail proves nothing.
 */
export function playShipped(part: number): void {
  const names = playedNow(shippedNames()).filter((_, index) => index % PARTS === part)
  const results = startAll(names)

  describe.each(names)('%s', (name) => {
    const { scenario } = readScenario(shippedFile(name))

    it('comes as it says', async () => {
      const { failures, passed } = await resultOf(results, name)
      expect(failures).toEqual([])
      expect(passed).toBe(true)
    }, 240_000)

    it('says outcome, running images, announcements and a ceiling of calls', () => {
      expect(scenario.name).toBe(name)
      expect(kindsUntold(scenario)).toEqual([])
      expect(scenario.expect).toMatchObject({
        deployments: expect.any(Object),
        slack: expect.any(Array),
        calls: expect.any(Object),
      })
      expect(JSON.stringify(scenario.expect.calls)).toContain('atMost')
    })

    it('fails when any one of its expectations is flipped', async () => {
      const { report } = await resultOf(results, name)
      if (!report) throw new Error(`${name} was not played to its end.`)
      const flips = flipsOf(scenario.expect, report)
      const unnoticed = flips.filter((flip) => judge(flip.expect, report).length === 0).map(({ path }) => path)
      expect(unnoticed).toEqual([])
      expect(flips.length).toBeGreaterThan(4)
    }, 240_000)
  })
}

/** Where a story says what each kind of thing in its account runs at the end. */
const READ_BACK = [
  ['services', 'running'],
  ['functions', 'functions'],
  ['hosts', 'hosts'],
  ['schedules', 'schedules'],
] as const

/** Kinds that the account has, of which the story does not say what they run at the end. */
function kindsUntold({ account, accounts = [], expect: told }: Scenario): string[] {
  const had = READ_BACK.filter(([kind]) =>
    [account, ...accounts].some((one) => Object.keys(one?.[kind] ?? {}).length > 0),
  )
  if (had.length === 0) return ['nothing is in the account']
  return had.flatMap(([kind, key]) => (Object.keys(told[key] ?? {}).length > 0 ? [] : [kind]))
}

type Results = ReadonlyMap<string, Promise<ScenarioResult>>

/** All are started at once, and wait for one another in lanes. */
function startAll(names: readonly string[]): Results {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  return new Map(
    names.map((name, index) => {
      const lane = index % AT_ONCE
      const result = (lanes[lane] ?? Promise.resolve()).then(() => runScenario(shippedFile(name)))
      lanes[lane] = result.catch(() => undefined)
      return [name, result]
    }),
  )
}

async function resultOf(results: Results, name: string): Promise<ScenarioResult> {
  const result = await results.get(name)
  if (!result) throw new Error(`${name} is not of this part.`)
  return result
}
