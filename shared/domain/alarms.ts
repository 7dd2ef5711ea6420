import { type AlarmState, isProblem, type Observation } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Deployment } from './record.ts'
import type { EndedBadly } from './remembered.ts'

/** Why alarms of the policy cannot be watched: there are none of these names. */
export function missingAlarms(wanted: readonly string[], seen: readonly AlarmState[]): string[] {
  return wanted
    .filter((name) => !seen.some((alarm) => alarm.name === name && alarm.state !== 'missing'))
    .map((name) => `the alarm ${name} does not exist: create it, or take it out of prove.alarms`)
}

/**
 * The alarms that began to fire since the deployment started, though they may be quiet again. One that fired before says
 * nothing about it.
 */
export function firedAlarms({ policy, startedAt }: Deployment, seen: Observation['alarms']): string[] {
  if (!seen || isProblem(seen)) return []
  return seen
    .filter(({ name }) => policy.alarms?.includes(name))
    .flatMap((alarm) => {
      const fired = firedAt(alarm)
      if (fired === undefined || fired < startedAt) return []
      const verb = alarm.state === 'alarm' ? 'fires' : `fired at ${new Date(fired).toISOString()}`
      return [`the alarm ${alarm.name} ${verb}${alarm.reason ? `: ${alarm.reason}` : ''}`]
    })
}

function firedAt({ state, since, firedSince }: AlarmState): number | undefined {
  return firedSince ?? (state === 'alarm' ? since : undefined)
}

/** The alarms that fired before the deployment began and still do: people are told that these judge nothing. */
export function firingBefore(wanted: readonly string[], seen: Observation['alarms']): string[] {
  if (!seen || isProblem(seen)) return []
  return seen.filter(({ name, state }) => wanted.includes(name) && state === 'alarm').map(({ name }) => name)
}

/** Without the alarms that began to fire in a time; one without end lasts on. */
export function firingOutside(seen: readonly AlarmState[], { from, to = Infinity }: EndedBadly): readonly AlarmState[] {
  return seen.filter((alarm) => {
    const fired = firedAt(alarm) ?? 0
    return fired < from || fired > to
  })
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
  return missingAlarms(policy.alarms, seen)[0] ?? withoutData(policy, seen)
}

function withoutData({ alarms, alarmRules }: Policy, seen: readonly AlarmState[]): string | undefined {
  if (alarmRules?.insufficientData !== 'unknown') return undefined
  const silent = seen.find(({ name, state }) => state === 'insufficient-data' && alarms?.includes(name))
  return (
    silent &&
    `the alarm ${silent.name} has no data, which says neither that it is quiet nor that it fires: give it data, or write prove.alarms with insufficientData: quiet`
  )
}
