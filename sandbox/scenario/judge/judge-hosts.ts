import type { Expectations } from '../expectation-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { differs, type Failure } from './failure.ts'

/** What Docker hosts serve. */
export function judgeHosts(expected: Expectations['hosts'], { hosts }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([name, { image, container, upstream, running, kept }]) => {
    const path = `expect.hosts.${name}`
    const actual = hosts[name]
    if (!actual) return [{ path, message: 'the account has no such host' }]
    return [
      ...differs(`${path}.image`, image, actual.image),
      ...differs(`${path}.container`, container, actual.container),
      ...differs(`${path}.upstream`, upstream, actual.upstream),
      ...differs(`${path}.running`, running, actual.running),
      ...differs(`${path}.kept`, kept?.toSorted().join(', '), actual.kept.join(', ')),
    ]
  })
}
