import { type AlarmState, isProblem, type Observation } from './observation.ts'
import type { Deployment } from './record.ts'

/** Why alarms of the policy cannot be watched: there are none of these names. */
export function missingAlarms(wanted: readonly string[], seen: readonly AlarmState[]): string[] {
  return wanted
    .filter((name) => !seen.some((alarm) => alarm.name === name && alarm.state !== 'missing'))
    .map((name) => `the alarm ${name} does not exist: create it, or take it out of prove.alarms`)
}

/** The alarms that began to fire since the deployment started. One that fired before says nothing about it. */
export function firedAlarms({ policy, startedAt }: Deployment, seen: Observation['alarms']): string[] {
  if (!seen || isProblem(seen)) return []
  return seen
    .filter(({ name, state, since }) => policy.alarms?.includes(name) && state === 'alarm' && since >= startedAt)
    .map(({ name, reason }) => `the alarm ${name} fires${reason ? `: ${reason}` : ''}`)
}

/** The alarms that fired before the deployment began and still do: people are told that these judge nothing. */
export function firingBefore(wanted: readonly string[], seen: Observation['alarms']): string[] {
  if (!seen || isProblem(seen)) return []
  return seen.filter(({ name, state }) => wanted.includes(name) && state === 'alarm').map(({ name }) => name)
}

/** The alarms of a deployment that fire, whenever they began. */
export function firingNow({ policy }: Deployment, seen: Observation['alarms']): string[] {
  return firingBefore(policy.alarms ?? [], seen)
}

/** Why it cannot be said whether the alarms are quiet; undefined when it can, or nobody asked. */
export function alarmsUnseen({ policy }: Deployment, seen: Observation['alarms']): string | undefined {
  if (!policy.alarms?.length) return undefined
  if (!seen) return 'the alarms were not looked at'
  if (isProblem(seen)) return seen.message
  return missingAlarms(policy.alarms, seen)[0]
}
