import type { ComparisonOperator, StateValue } from '@aws-sdk/client-cloudwatch'
import type { Random, World } from '../../kernel/service.ts'
import type { MetricId, MetricStore } from './metric-store.ts'

export type AlarmState = StateValue

/** What becomes of a period in which nothing was put. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'

/** What an alarm watches and when it fires. */
export interface AlarmSettings {
  readonly name: string
  readonly description?: string
  readonly metric: MetricId
  /** `Sum`, `Average`, `p90` … */
  readonly statistic: string
  /** A multiple of 60. */
  readonly periodSeconds: number
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly threshold: number
  readonly comparison: ComparisonOperator
  readonly missingData: MissingData
}

/** One state of an alarm with why it has it. */
export interface StateNow {
  readonly value: AlarmState
  readonly reason: string
  readonly reasonData?: string
  readonly at: number
}

export interface Alarm {
  readonly arn: string
  settings: AlarmSettings
  configuredAt: number
  state: StateNow
  /** When the value last became another. */
  transitionedAt: number
  readonly history: StateNow[]
}

/** An alarm's value became another one. */
export interface Transition {
  readonly alarm: string
  readonly previous: StateNow
  readonly next: StateNow
}

export interface CloudwatchState {
  readonly world: World
  readonly random: Random
  readonly store: MetricStore
  readonly alarms: Map<string, Alarm>
  /** Of all alarms, deleted ones too, oldest first. */
  readonly transitions: Transition[]
  /** Told of every state that an alarm gets. */
  readonly onState: ((name: string, value: AlarmState) => void)[]
  evaluating: boolean
}

/** Creates an alarm, or gives an existing one other settings; its state stays then. */
export function putAlarm(state: CloudwatchState, settings: AlarmSettings): Alarm {
  const { clock, account, region } = state.world
  const now = clock.now()
  const known = state.alarms.get(settings.name)
  if (known) {
    known.settings = settings
    known.configuredAt = now
    return known
  }
  const first: StateNow = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: now }
  const alarm: Alarm = {
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${settings.name}`,
    settings,
    configuredAt: now,
    state: first,
    transitionedAt: now,
    history: [first],
  }
  state.alarms.set(settings.name, alarm)
  return alarm
}
