import type { Expectations } from '../expectation-schema.ts'
import type { ExpectedAlias } from '../function-schema.ts'
import type { ReportedAlias } from '../report-functions.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { differs, type Failure } from './failure.ts'

/** What functions and their aliases run. */
export function judgeFunctions(expected: Expectations['functions'], { functions }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([name, { latest, versions, aliases = {} }]) => {
    const path = `expect.functions.${name}`
    const actual = functions[name]
    if (!actual) return latest === 'nothing' ? [] : [{ path, message: 'the account has no such function' }]
    return [
      ...differs(`${path}.latest`, latest, actual.latest),
      ...differs(`${path}.versions`, versions, actual.versions),
      ...Object.entries(aliases).flatMap(([alias, wanted]) =>
        judgeAlias(`${path}.aliases.${alias}`, wanted, actual.aliases[alias]),
      ),
    ]
  })
}

function judgeAlias(path: string, expected: ExpectedAlias, actual: ReportedAlias | undefined): Failure[] {
  const { image, version, weights = {} } = typeof expected === 'string' ? { image: expected } : expected
  if (actual === undefined) return differs(`${path}.image`, image, 'nothing')
  const names = new Set([...Object.keys(weights), ...Object.keys(actual.weights)])
  return [
    ...differs(`${path}.image`, image, actual.image),
    ...differs(`${path}.version`, version, actual.version),
    ...[...names].flatMap((name) => differs(`${path}.weights.${name}`, weights[name] ?? 0, actual.weights[name] ?? 0)),
  ]
}
