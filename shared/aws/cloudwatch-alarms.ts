import type { DescribeAlarmsCommandOutput, StateValue } from '@aws-sdk/client-cloudwatch'
import { type AlarmState, isProblem } from '../domain/observation.ts'
import type { Alarms } from '../ports.ts'
import { withHistory } from './alarm-history.ts'
import type { CloudWatchApi } from './cloudwatch-api.ts'
import { answering, calling } from './refusal.ts'

const namesPerCall = 100

const states: Readonly<Record<StateValue, AlarmState['state']>> = {
  OK: 'ok',
  ALARM: 'alarm',
  INSUFFICIENT_DATA: 'insufficient-data',
}

/** Alarms of CloudWatch, metric and composite ones, a hundred names a call; and the history of those that changed. */
export function cloudWatchAlarms(client: () => Promise<CloudWatchApi>): Alarms {
  return {
    async states(names, since) {
      const seen: AlarmState[] = []
      for (let first = 0; first < names.length; first += namesPerCall) {
        const some = names.slice(first, first + namesPerCall)
        const found = await answering(async () => ({ kind: 'found' as const, alarms: await describe(client, some) }))
        if (isProblem(found)) return found
        seen.push(...some.map((name) => found.alarms.find((alarm) => alarm.name === name) ?? missing(name)))
      }
      if (since === undefined) return seen
      return answering(async () => {
        const api = await client()
        return Promise.all(seen.map((alarm) => withHistory(api, alarm, since)))
      })
    },
  }
}

async function describe(client: () => Promise<CloudWatchApi>, names: readonly string[]): Promise<AlarmState[]> {
  const api = await client()
  const doing = { action: 'cloudwatch:DescribeAlarms', subject: `alarms ${names.join(', ')}` }
  const answer = await calling(doing, () =>
    api.describeAlarms({
      AlarmNames: [...names],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: namesPerCall,
    }),
  )
  return [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])].map(stateOf)
}

type Described = Pick<
  NonNullable<DescribeAlarmsCommandOutput['MetricAlarms']>[number],
  'AlarmName' | 'StateValue' | 'StateReason' | 'StateTransitionedTimestamp' | 'StateUpdatedTimestamp'
>

/** A state is updated without changing when its reason changes: the transition tells since when it holds. */
function stateOf(alarm: Described): AlarmState {
  const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateReason } = alarm
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp
  return {
    name: AlarmName,
    state: states[StateValue],
    since: since?.getTime() ?? 0,
    ...(StateReason ? { reason: StateReason } : {}),
  }
}

function missing(name: string): AlarmState {
  return { name, state: 'missing', since: 0 }
}
