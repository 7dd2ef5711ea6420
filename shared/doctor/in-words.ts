import type { SendTest } from './facts.ts'
import type { Finding, Severity } from './finding.ts'

const severities: readonly Severity[] = ['error', 'warning', 'note']

/** Findings as a person reads them: the stack's first, then target by target. */
export function inWords(
  findings: readonly Finding[],
  { targets, sent }: { readonly targets: number; readonly sent: readonly SendTest[] },
): string {
  const looked = `${targets} ${targets === 1 ? 'target' : 'targets'}`
  const tests = sent.flatMap(({ to, error }) =>
    error === undefined ? [`A test message was taken by ${to === 'slack' ? 'Slack' : 'SNS'}.`] : [],
  )
  if (findings.length === 0) return [`Nothing is wrong with the stack and its ${looked}.`, ...tests].join('\n')
  const groups = [...Map.groupBy(findings, ({ target }) => target)].map(([target, some]) =>
    [target ?? 'The stack', ...some.map(lineOf)].join('\n'),
  )
  return [...groups, `${countsOf(findings)} in the stack and its ${looked}.`, ...tests].join('\n\n')
}

function lineOf({ severity, check, what, why, mend }: Finding): string {
  return [`  ${severity} (${check}): ${what}`, `    ${why}`, `    ${mend}`].join('\n')
}

function countsOf(findings: readonly Finding[]): string {
  const counts = severities.flatMap((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity)
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? '' : 's'}`]
  })
  return counts.join(', ')
}
