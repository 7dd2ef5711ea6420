import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { MetricsApi } from '../aws/metrics-api.ts'
import { calling, refuse } from '../aws/refusal.ts'
import type { Measure } from '../domain/proof.ts'
import { isWeighted, minuteMs, type Point, type Span } from './measured.ts'

/** A page holds 100,800 points: 35 days of two metrics. */
const mostPages = 3

export interface Series {
  readonly points: readonly Point[]
  /** How many samples each minute is made of, where that matters. */
  readonly samples: readonly Point[]
}

/** Reads metrics minute by minute, all in one call; a minute without data is absent. Throws `Refusal`. */
export async function readMetrics(
  api: MetricsApi,
  measures: readonly Measure[],
  span: Span,
  signal: AbortSignal,
): Promise<Series[]> {
  const queries = measures.flatMap((measure, index) => [
    query(`points${index}`, measure, measure.statistic),
    ...(isWeighted(measure) ? [query(`samples${index}`, measure, 'SampleCount')] : []),
  ])
  const found = await readPages(api, queries, span, signal)
  return measures.map((_, index) => ({
    points: found.get(`points${index}`) ?? [],
    samples: found.get(`samples${index}`) ?? [],
  }))
}

function query(Id: string, { namespace, metric, dimensions }: Measure, Stat: string): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions }
  return { Id, MetricStat: { Metric, Period: minuteMs / 1000, Stat } }
}

async function readPages(
  api: MetricsApi,
  queries: MetricDataQuery[],
  { from, to }: Span,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Point[]>> {
  const names = [...new Set(queries.map(({ MetricStat }) => MetricStat?.Metric?.MetricName ?? ''))]
  const doing = { action: 'cloudwatch:GetMetricData', subject: `the metric ${names.join(' and ')}` }
  const found = new Map(queries.map(({ Id = '' }): [string, Point[]] => [Id, []]))
  const incomplete = new Set(found.keys())
  let next: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const wanted = {
      ...{
        MetricDataQueries: queries,
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending' as const,
      },
      ...(next === undefined ? {} : { NextToken: next }),
    }
    const answer = await calling(doing, () => api.getMetricData(wanted, signal))
    for (const { Id = '', StatusCode, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      if (StatusCode === 'Complete') incomplete.delete(Id)
      found.get(Id)?.push(...Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 })))
    }
    next = answer.NextToken
    if (next === undefined) return incomplete.size === 0 ? found : untold(doing.subject)
  }
  return refuse(
    'unsupported',
    `CloudWatch has more of ${doing.subject} than one look reads. Compare with a shorter time.`,
  )
}

/** Failures that nobody could count must not pass for none. */
function untold(subject: string): never {
  return refuse('unavailable', `CloudWatch could not tell all of ${subject} now. It is tried again by itself.`)
}
