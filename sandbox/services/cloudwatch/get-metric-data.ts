import type { GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { CloudwatchState } from './alarm.ts'
import { metricIn } from './metric-input.ts'
import { periodsOf, refused } from './metric-operations.ts'
import { requireStatistic, statisticOf } from './statistic.ts'

const MOST_QUERIES = 500
const MOST_DATAPOINTS = 100_800

interface Series {
  readonly id: string
  readonly label: string
  readonly points: readonly { readonly at: number; readonly value: number }[]
}

/**
 * GetMetricData of metrics; expressions are refused by name. Newest first unless ScanBy says otherwise. Periods in which
 * nothing was put are left out. What exceeds MaxDatapoints comes on further pages, query after query.
 */
export function getMetricData(state: CloudwatchState): Operation {
  return (input): GetMetricDataOutput => {
    const queries: Input[] = input['MetricDataQueries']
    refuseWrong(queries, input)
    const all = queries.map((query) => seriesOf(state, query, input))
    const points = all.flatMap((series) => series.points.map((point) => ({ id: series.id, point })))
    const { items, nextToken } = paginate(points, {
      maxResults: input['MaxDatapoints'],
      nextToken: input['NextToken'],
      defaultSize: MOST_DATAPOINTS,
      largestSize: MOST_DATAPOINTS,
    })
    const last = points.lastIndexOf(items.at(-1) ?? { id: '', point: { at: 0, value: 0 } })
    const MetricDataResults = all.map(({ id, label }): MetricDataResult => {
      const own = items.filter((item) => item.id === id).map(({ point }) => point)
      return {
        Id: id,
        Label: label,
        Timestamps: own.map(({ at }) => new Date(at)),
        Values: own.map(({ value }) => value),
        StatusCode: points.slice(last + 1).some((item) => item.id === id) ? 'PartialData' : 'Complete',
      }
    })
    return { MetricDataResults, Messages: [], ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

function refuseWrong(queries: readonly Input[], { StartTime, EndTime }: Input): void {
  const ids = queries.map((query) => String(query['Id']))
  const wrong = ids.find((id, index) => !/^[a-z][A-Za-z0-9_]*$/.test(id) || ids.indexOf(id) !== index)
  if (wrong !== undefined) {
    throw refused(`The value ${wrong} for parameter MetricDataQueries.member.Id is invalid or used twice.`)
  }
  if (queries.length > MOST_QUERIES) throw refused(`MetricDataQueries has more than ${MOST_QUERIES} members.`)
  if (StartTime.getTime() >= EndTime.getTime()) {
    throw refused('The parameter StartTime must be less than the parameter EndTime.')
  }
}

function seriesOf(state: CloudwatchState, query: Input, input: Input): Series {
  const stat = query['MetricStat']
  if (stat === undefined) throw refused('The sandbox answers metrics, not expressions. Give MetricStat.')
  requireStatistic(stat.Stat)
  const span = { StartTime: input['StartTime'], EndTime: input['EndTime'], Period: stat.Period }
  const found = periodsOf(state, metricIn(stat.Metric), span)
  const ordered = input['ScanBy'] === 'TimestampAscending' ? found : found.toReversed()
  const points = ordered.map(({ start, counts }) => ({ at: start, value: statisticOf(counts, stat.Stat) ?? 0 }))
  return { id: String(query['Id']), label: query['Label'] ?? stat.Metric.MetricName, points }
}
