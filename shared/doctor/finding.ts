/** `error`: something will fail. `warning`: something will fail under conditions. `note`: to know. */
export type Severity = 'error' | 'warning' | 'note'

/** One thing that a check found. Every text is a whole sentence. */
export interface Finding {
  /** Name of the check, as in docs/doctor.md. */
  readonly check: string
  readonly severity: Severity
  /** Absent: it concerns the stack, or several targets. */
  readonly target?: string
  readonly what: string
  /** Why it matters. */
  readonly why: string
  readonly mend: string
}

const order: readonly Severity[] = ['error', 'warning', 'note']

/** The gravest severity of some findings; undefined when there are none. */
export function gravest(findings: readonly Finding[]): Severity | undefined {
  return order.find((severity) => findings.some((finding) => finding.severity === severity))
}

/** What concerns the stack first, then target by target; graver ones first. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => order.indexOf(severity)
  return [...findings].sort(
    (a, b) => (a.target ?? '').localeCompare(b.target ?? '') || rank(a) - rank(b) || a.check.localeCompare(b.check),
  )
}
