import type { Datapoint, GetMetricStatisticsOutput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { CloudwatchState } from './alarm.ts'
import { dimensionList, metricIn } from './metric-input.ts'
import type { MetricId, ValueCounts } from './metric-store.ts'
import { requireStatistic, statisticOf } from './statistic.ts'

/** PutMetricData of single values or of values with counts. */
export function putMetricData(state: CloudwatchState): Operation {
  return (input) => {
    for (const datum of input['MetricData'] ?? []) putDatum(state, datum, String(input['Namespace']))
    return {}
  }
}

function putDatum({ store, world }: CloudwatchState, datum: Input, namespace: string): void {
  if (datum['StatisticValues'] !== undefined) {
    throw refused('The sandbox keeps values, not sets of statistics. Put Value, or Values and Counts.')
  }
  const metric = metricIn(datum, namespace)
  const at = datum['Timestamp']?.getTime() ?? world.clock.now()
  const values: number[] = datum['Values'] ?? [datum['Value'] ?? 0]
  for (const [index, value] of values.entries()) store.record(metric, value, at, datum['Counts']?.[index] ?? 1)
}

export function getMetricStatistics(state: CloudwatchState): Operation {
  return (input): GetMetricStatisticsOutput => {
    const simple: string[] = input['Statistics'] ?? []
    const extended: string[] = input['ExtendedStatistics'] ?? []
    for (const name of [...simple, ...extended]) requireStatistic(name)
    const Datapoints = periodsOf(state, metricIn(input), input).map(({ start, counts }): Datapoint => {
      const values = (names: string[]) =>
        Object.fromEntries(names.map((name) => [name, statisticOf(counts, name) ?? 0]))
      const own = { Timestamp: new Date(start), ...values(simple) }
      return extended.length === 0 ? own : { ...own, ExtendedStatistics: values(extended) }
    })
    return { Label: String(input['MetricName']), Datapoints }
  }
}

export function listMetrics({ store }: CloudwatchState): Operation {
  return (input): ListMetricsOutput => {
    const { Namespace: namespace, MetricName: name } = input
    const found = store
      .metrics()
      .filter(
        (metric) =>
          (namespace === undefined || metric.namespace === namespace) && (name === undefined || metric.name === name),
      )
    const { items, nextToken } = paginate(found, { nextToken: input['NextToken'], defaultSize: 500, largestSize: 500 })
    const Metrics = items.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: dimensionList(metric),
    }))
    return { Metrics, ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

export interface FilledPeriod {
  readonly start: number
  readonly counts: ValueCounts
}

/** The periods between StartTime and EndTime in which something was put, oldest first. */
export function periodsOf({ store }: CloudwatchState, metric: MetricId, span: Input): FilledPeriod[] {
  const period = Number(span['Period']) * 1000
  if (!(period > 0) || period % 60_000 !== 0) {
    throw refused('The sandbox keeps metrics by the minute. Give a Period that is a multiple of 60.')
  }
  const from = Math.floor(span['StartTime'].getTime() / period) * period
  const to = span['EndTime'].getTime()
  const periods: FilledPeriod[] = []
  for (let start = from; start < to; start += period) {
    const counts = store.values(metric, start, start + period)
    if (counts.size > 0) periods.push({ start, counts })
  }
  return periods
}

export function refused(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
