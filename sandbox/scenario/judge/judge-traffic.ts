import type { Expectations } from '../expectation-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { differs, type Failure } from './failure.ts'

/** Shares of production traffic, exactly, by the aliases of what gets them. */
export function judgeTraffic(expected: Expectations['traffic'], { traffic }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([service, wanted]) => {
    const actual = traffic[service] ?? {}
    const names = new Set([...Object.keys(wanted), ...Object.keys(actual)])
    return [...names].flatMap((alias) =>
      differs(`expect.traffic.${service}.${alias}`, wanted[alias] ?? 0, actual[alias] ?? 0),
    )
  })
}
