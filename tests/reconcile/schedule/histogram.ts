/** How often each fault, phase and outcome was met: a schedule that never meets one proves nothing about it. */
export interface Histogram {
  readonly faults: Map<string, number>
  readonly phases: Map<string, number>
  readonly outcomes: Map<string, number>
  readonly notices: Map<string, number>
  schedules: number
  withTwoFaults: number
}

export function newHistogram(): Histogram {
  return {
    faults: new Map(),
    phases: new Map(),
    outcomes: new Map(),
    notices: new Map(),
    schedules: 0,
    withTwoFaults: 0,
  }
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

export function shown({ faults, phases, outcomes, notices, schedules, withTwoFaults }: Histogram): string {
  const part = (title: string, counts: Map<string, number>) =>
    [`${title}:`, ...[...counts].sort((a, b) => b[1] - a[1]).map(([name, times]) => `  ${name} ${times}`)].join('\n')
  return [
    `${schedules} schedules, ${withTwoFaults} with two faults or more`,
    part('faults', faults),
    part('phases', phases),
    part('outcomes', outcomes),
    part('notices', notices),
  ].join('\n')
}
