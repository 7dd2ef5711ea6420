import type { LoggedCall } from '../kernel/call-log.ts'
import type { PublishedOutcome } from '../scenario/published.ts'
import type { ScenarioResult } from '../scenario/run-scenario.ts'
import type { ScenarioEvent } from '../scenario/scenario-event.ts'

/** The line of an event for machines; undefined when it has none. */
export function jsonLine(event: ScenarioEvent): object | undefined {
  if (event.kind === 'outcome') return deploymentLine(event.published)
  if (event.kind === 'github') return { type: 'github', at: new Date(event.at).toISOString(), ...event.status }
  if (event.kind !== 'announcement') return undefined
  const { channel, ...sent } = event.sent
  return { type: 'announcement', channel, at: new Date(event.at).toISOString(), ...sent }
}

function deploymentLine({ target, outcome, reason, deployment }: PublishedOutcome): object {
  const { id, trigger, from, to, startedAt, endedAt } = deployment
  return { type: 'deployment', target, id, trigger, from: from ?? null, to, outcome, reason, startedAt, endedAt }
}

/** The lines that close a scenario: what was called, and how it was judged. */
export function closingLines({ name, seed, passed, failures, report }: ScenarioResult): object[] {
  const calls = { type: 'calls', scenario: name, counts: countsOf(report?.calls ?? []) }
  return [calls, { type: 'scenario', name, seed, passed, failures }]
}

/** Calls by `service:operation`, by name. */
export function countsOf(calls: readonly LoggedCall[]): Record<string, number> {
  const groups = Map.groupBy(calls, ({ service, operation }) => `${service}:${operation}`)
  return Object.fromEntries([...groups].map(([name, each]) => [name, each.length] as const).sort(byName))
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1
}
