import type { Alarm, AlarmSettings, AlarmState, CloudwatchState } from './alarm.ts'
import { changeAlarmState } from './change-alarm-state.ts'
import { MINUTE_MS } from './metric-store.ts'
import { statisticOf } from './statistic.ts'

/** What was put in a minute counts so long after the minute's end: metrics take their time to arrive. */
const ARRIVAL_MS = 30_000

interface Datapoint {
  readonly start: number
  readonly value: number | undefined
}

/** Looks at all alarms every minute from the first alarm on. */
export function keepEvaluating(state: CloudwatchState): void {
  if (state.evaluating) return
  state.evaluating = true
  const { clock } = state.world
  function nextLook(): void {
    const minute = Math.floor((clock.now() - ARRIVAL_MS) / MINUTE_MS) + 1
    clock.at(minute * MINUTE_MS + ARRIVAL_MS, 'alarms are evaluated', () => {
      for (const alarm of state.alarms.values()) evaluate(state, alarm)
      nextLook()
    })
  }
  nextLook()
}

function evaluate(state: CloudwatchState, alarm: Alarm): void {
  const { settings } = alarm
  const points = datapoints(state, settings)
  const judged = points.map(({ value }) => breaches(settings, value))
  const known = judged.filter((one) => one !== undefined)
  if (known.length === 0) {
    if (settings.missingData === 'ignore' || alarm.state.value === 'INSUFFICIENT_DATA') return
    const reason = `Insufficient Data: ${count(points.length)} were unknown.`
    changeAlarmState(state, alarm, { value: 'INSUFFICIENT_DATA', reason })
    return
  }
  const value = known.filter(Boolean).length >= settings.datapointsToAlarm ? 'ALARM' : 'OK'
  // CloudWatch tells of a change only: the reason of an alarm that stays as it is stays too.
  if (value === alarm.state.value) return
  changeAlarmState(state, alarm, { value, ...reasons(state, alarm, points, value) })
}

/** The newest whole periods that have arrived, oldest first. */
function datapoints({ world, store }: CloudwatchState, settings: AlarmSettings): Datapoint[] {
  const period = settings.periodSeconds * 1000
  const end = Math.floor((world.clock.now() - ARRIVAL_MS) / period) * period
  return Array.from({ length: settings.evaluationPeriods }, (_, index) => {
    const start = end - (settings.evaluationPeriods - index) * period
    return { start, value: statisticOf(store.values(settings.metric, start, start + period), settings.statistic) }
  })
}

/** Undefined: the period says nothing. */
function breaches({ comparison, threshold, missingData }: AlarmSettings, value: number | undefined) {
  if (value === undefined) {
    if (missingData === 'breaching') return true
    return missingData === 'notBreaching' ? false : undefined
  }
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold
    case 'LessThanThreshold':
      return value < threshold
    default:
      return value <= threshold
  }
}

const WORDS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

function reasons({ world }: CloudwatchState, { state, settings }: Alarm, points: Datapoint[], value: AlarmState) {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold, statistic, periodSeconds } = settings
  const telling = points.filter((point) => (breaches(settings, point.value) === true) === (value === 'ALARM'))
  const values = telling.map((point) => `${point.value ?? 'no datapoint'} (${dayTime(point.start)})`).join(', ')
  const not = value === 'ALARM' ? '' : 'not '
  const least = value === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1
  const was = telling.length === 1 ? 'was' : 'were'
  return {
    reason: `Threshold Crossed: ${telling.length} out of the last ${evaluationPeriods} datapoints [${values}] ${was} ${not}${WORDS[comparison] ?? comparison} the threshold (${threshold.toFixed(1)}) (minimum ${count(least)} for ${state.value} -> ${value} transition).`,
    reasonData: JSON.stringify({
      version: '1.0',
      queryDate: new Date(world.clock.now()).toISOString().replace('Z', '+0000'),
      statistic,
      period: periodSeconds,
      recentDatapoints: points.flatMap((point) => point.value ?? []),
      threshold,
    }),
  }
}

function count(datapoints: number): string {
  return `${datapoints} datapoint${datapoints === 1 ? '' : 's'}`
}

/** `16/11/26 09:07:00` */
function dayTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`
}
