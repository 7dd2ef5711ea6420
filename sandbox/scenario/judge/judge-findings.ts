import type { ReportedFinding } from '../findings-of.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import type { ExpectedFindings } from '../settings-schema.ts'
import type { Failure } from './failure.ts'

/** What doctor found: exactly what is expected, in any order. */
export function judgeFindings(expected: ExpectedFindings | undefined, { findings }: ScenarioReport): Failure[] {
  if (expected === undefined) return []
  const left = [...findings]
  const missing = expected.flatMap((wanted, index): Failure[] => {
    const at = left.findIndex((one) => fits(wanted, one))
    if (at >= 0) left.splice(at, 1)
    const message = `expected ${JSON.stringify(wanted)}, found ${findings.map(shown).join('; ') || 'nothing'}`
    return at >= 0 ? [] : [{ path: `expect.doctor[${index}]`, message }]
  })
  const surplus = left.map((one) => ({ path: 'expect.doctor', message: `expected nothing else, found ${shown(one)}` }))
  return [...missing, ...surplus]
}

function fits({ check, target, severity, what }: ExpectedFindings[number], finding: ReportedFinding): boolean {
  return (
    check === finding.check &&
    (target === undefined || target === finding.target) &&
    (severity === undefined || severity === finding.severity) &&
    (what === undefined || finding.what.includes(what))
  )
}

function shown({ check, severity, target = 'the stack', what }: ReportedFinding): string {
  return `${severity} ${check} of ${target}: ${what}`
}
