import type { FindingSeverity } from '@aws-sdk/client-ecr'

/** How a registry scans what is pushed. */
export type Scanning = 'off' | 'basic' | 'enhanced'

export type ScanEnd = 'completes' | 'fails' | 'unsupported' | 'never-starts'

/** Worst first. */
const SCAN_SEVERITIES = [
  'critical',
  'high',
  'medium',
  'low',
  'informational',
] as const satisfies readonly Lowercase<FindingSeverity>[]

export type ScanSeverity = (typeof SCAN_SEVERITIES)[number]

/** What the scan of an image comes to. It belongs to the image's content, hence to its digest. */
export interface ScanPlan extends Partial<Record<ScanSeverity, number>> {
  /** Milliseconds from the push to the end of the scan; default 20 s. */
  readonly afterMs?: number
  /** Default `completes`. */
  readonly ends?: ScanEnd
}

/** One vulnerability that a scan found. */
export interface Finding {
  readonly name: string
  readonly severity: FindingSeverity
}

const FIRST_NUMBER = 1001
const NUMBERS_PER_SEVERITY = 1000

/** The findings of a plan, worst first: `CVE-2026-1001` and so on are critical, from 2001 on high, from 3001 on medium … */
export function findingsOf(plan: ScanPlan): Finding[] {
  return SCAN_SEVERITIES.flatMap((severity, index) =>
    Array.from({ length: plan[severity] ?? 0 }, (_, number) => ({
      name: `CVE-2026-${FIRST_NUMBER + index * NUMBERS_PER_SEVERITY + number}`,
      severity: named(severity),
    })),
  )
}

/** How many of each severity; only those that there are. */
export function countsOf(plan: ScanPlan): Partial<Record<FindingSeverity, number>> {
  const counts = SCAN_SEVERITIES.map((severity) => [named(severity), plan[severity] ?? 0] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

function named(severity: ScanSeverity): FindingSeverity {
  return severity.toUpperCase() as Uppercase<ScanSeverity>
}
