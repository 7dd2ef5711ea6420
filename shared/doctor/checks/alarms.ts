import { placeKey } from '../../config/places.ts'
import type { AlarmState } from '../../domain/observation.ts'
import type { Facts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { eachTarget, type Looked, serviceOf } from './by-target.ts'

/** The alarms that decide about deployments are there, and quiet. */
export function alarmsAreQuiet(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => [
    ...(looked.config.policy.alarms ?? []).flatMap((name) => ofPolicy(looked, stateOf(facts, looked, name))),
    ...alarmsOfService(looked).flatMap((name) => ofService(looked, stateOf(facts, looked, name))),
  ])
}

/** Alarms that ECS looks at, and longshore.yml does not name. */
function alarmsOfService(looked: Looked): string[] {
  const { isOn = false, names = [] } = serviceOf(looked)?.alarms ?? {}
  return isOn ? names.filter((name) => !looked.config.policy.alarms?.includes(name)) : []
}

function stateOf({ alarms }: Facts, { config }: Looked, wanted: string): AlarmState | undefined {
  return alarms[placeKey(config.elsewhere)]?.find(({ name }) => name === wanted)
}

function ofPolicy({ name, config }: Looked, alarm: AlarmState | undefined): Finding[] {
  if (alarm?.state === 'missing') {
    return [
      {
        ...{ check: 'alarm', severity: 'error', target: name },
        what: `There is no alarm ${alarm.name}.`,
        why: 'An alarm that is missing proves nothing, and prove.alarms names it: no release can be proven.',
        mend: 'Create it, or take it out of prove.alarms and deploy Longshore again.',
      },
    ]
  }
  if (alarm?.state !== 'alarm') return []
  const refuses = config.policy.alarmRules?.firingAtStart === 'refuse'
  return [
    {
      ...{ check: 'alarm', severity: refuses ? 'error' : 'warning', target: name },
      what: `The alarm ${alarm.name} is firing already${because(alarm)}.`,
      why: refuses
        ? 'Nothing is deployed while it fires.'
        : 'A deployment that starts now is not judged by it until it was quiet once.',
      mend: 'Mend what it complains of, or the alarm itself.',
    },
  ]
}

function ofService({ name }: Looked, alarm: AlarmState | undefined): Finding[] {
  if (alarm?.state !== 'alarm') return []
  return [
    {
      ...{ check: 'alarm', severity: 'warning', target: name },
      what: `The deployment alarm ${alarm.name} of the service is firing already${because(alarm)}.`,
      why: 'ECS is said to ignore it for a deployment that starts now, or to end that deployment at once: sources disagree.',
      mend: 'Mend what it complains of, or the alarm itself.',
    },
  ]
}

function because({ reason }: AlarmState): string {
  return reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`
}
