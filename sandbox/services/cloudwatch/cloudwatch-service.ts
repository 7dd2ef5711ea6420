import type { Service, World } from '../../kernel/service.ts'
import {
  type Alarm,
  type AlarmSettings,
  type AlarmState,
  type CloudwatchState,
  putAlarm,
  type StateNow,
} from './alarm.ts'
import { describeAlarmHistory } from './alarm-history.ts'
import { deleteAlarms, describeAlarms, putMetricAlarm, setAlarmState } from './alarm-operations.ts'
import { changeAlarmState } from './change-alarm-state.ts'
import { keepEvaluating } from './evaluate-alarms.ts'
import { getMetricData } from './get-metric-data.ts'
import { getMetricStatistics, listMetrics, putMetricData } from './metric-operations.ts'
import { createMetricStore, type MetricId, MINUTE_MS } from './metric-store.ts'
import { statisticOf } from './statistic.ts'

/** An alarm as it stands before a story begins: what is left out is one period of a minute, at least 1, missing data is fine. */
export interface AlarmSetUp extends Partial<Omit<AlarmSettings, 'name' | 'metric'>> {
  readonly name: string
  /** Left out: the alarm watches nothing and has the state that it is given. */
  readonly metric?: MetricId
  /** Default OK. */
  readonly state?: AlarmState
}

/** Set-up and read-back of the simulated CloudWatch. */
export interface CloudwatchControl {
  readonly createAlarm: (wanted: AlarmSetUp) => void
  /** Lets a service that acts by alarms hear of each state that one gets. */
  readonly onState: (listener: (name: string, state: AlarmState) => void) => void
  readonly deleteAlarm: (name: string) => void
  /** Lasts until an evaluation finds otherwise; for ever on an alarm without a metric. @throws {Error} when there is none */
  readonly setAlarm: (name: string, state: AlarmState, reason?: string) => void
  /** @throws {Error} when there is none */
  readonly alarm: (name: string) => StateNow
  readonly alarms: () => readonly string[]
  /** Every state that the alarm had, oldest first. */
  readonly history: (name: string) => readonly StateNow[]
  /** Sum of what was put in the last day, 0 when nothing was. */
  readonly sum: (metric: MetricId) => number
  /** Puts one value, now or at a time (epoch ms), so many times. */
  readonly put: (metric: MetricId, value: number, options?: { readonly at?: number; readonly count?: number }) => void
}

/** Simulated CloudWatch: metrics by the minute, and alarms on them evaluated on the world's clock. */
export function cloudwatchService(world: World): { readonly service: Service; readonly control: CloudwatchControl } {
  const state: CloudwatchState = {
    world,
    random: world.random.fork('cloudwatch'),
    store: createMetricStore(),
    alarms: new Map(),
    transitions: [],
    onState: [],
    evaluating: false,
  }
  const operations = {
    DeleteAlarms: deleteAlarms(state),
    DescribeAlarmHistory: describeAlarmHistory(state),
    DescribeAlarms: describeAlarms(state),
    GetMetricData: getMetricData(state),
    GetMetricStatistics: getMetricStatistics(state),
    ListMetrics: listMetrics(state),
    PutMetricAlarm: putMetricAlarm(state),
    PutMetricData: putMetricData(state),
    SetAlarmState: setAlarmState(state),
  }
  return { service: { name: 'cloudwatch', operations }, control: cloudwatchControl(state) }
}

function cloudwatchControl(state: CloudwatchState): CloudwatchControl {
  const find = (name: string) => requireAlarm(state, name)
  return {
    createAlarm: (wanted) => createAlarm(state, wanted),
    onState: (listener) => void state.onState.push(listener),
    deleteAlarm: (name) => void state.alarms.delete(find(name).settings.name),
    setAlarm: (name, value, reason = 'Set by hand.') => changeAlarmState(state, find(name), { value, reason }),
    alarm: (name) => find(name).state,
    alarms: () => [...state.alarms.keys()],
    history: (name) => find(name).history,
    sum: (metric) => sumOfDay(state, metric),
    put: (metric, value, { at = state.world.clock.now(), count } = {}) => state.store.record(metric, value, at, count),
  }
}

const NOTHING: MetricId = { namespace: 'Sandbox', name: 'SetByHand', dimensions: {} }

function createAlarm(state: CloudwatchState, { state: first = 'OK', ...wanted }: AlarmSetUp): void {
  const alarm = putAlarm(state, {
    metric: NOTHING,
    statistic: 'Sum',
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: wanted.evaluationPeriods ?? 1,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    missingData: wanted.metric === undefined ? 'ignore' : 'notBreaching',
    ...wanted,
  })
  // Its state dates from before the story: no event tells of it.
  alarm.state = { value: first, reason: 'The state before the story.', at: state.world.clock.now() }
  for (const listener of state.onState) listener(alarm.settings.name, first)
  alarm.history.splice(0, alarm.history.length, alarm.state)
  if (wanted.metric !== undefined) keepEvaluating(state)
}

function sumOfDay({ store, world }: CloudwatchState, metric: MetricId): number {
  const minute = Math.floor(world.clock.now() / MINUTE_MS) * MINUTE_MS
  return statisticOf(store.values(metric, minute - DAY_MS, minute + MINUTE_MS), 'Sum') ?? 0
}

const DAY_MS = 24 * 60 * MINUTE_MS

function requireAlarm(state: CloudwatchState, name: string): Alarm {
  const alarm = state.alarms.get(name)
  if (alarm) return alarm
  const known = [...state.alarms.keys()].join(', ') || 'none'
  throw new Error(`Cannot find the alarm ${name}: there is ${known}. Create it first.`)
}
