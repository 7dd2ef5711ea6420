/** What a metric is called by: all three together. */
export interface MetricId {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** How often each value was put. */
export type ValueCounts = ReadonlyMap<number, number>

/** Everything that was put, by minute: CloudWatch's standard resolution. */
export interface MetricStore {
  /** `at` is epoch ms; `count`: how often the value occurred, default once. */
  readonly record: (metric: MetricId, value: number, at: number, count?: number) => void
  /** What was put in [from, to), both whole minutes in epoch ms; empty when nothing was. */
  readonly values: (metric: MetricId, from: number, to: number) => ValueCounts
  readonly metrics: () => readonly MetricId[]
}

export const MINUTE_MS = 60_000

interface Series {
  readonly metric: MetricId
  readonly minutes: Map<number, Map<number, number>>
}

export function createMetricStore(): MetricStore {
  const all = new Map<string, Series>()

  function seriesOf(metric: MetricId): Series {
    const key = keyOf(metric)
    const series = all.get(key) ?? { metric, minutes: new Map() }
    all.set(key, series)
    return series
  }

  return {
    record(metric, value, at, count = 1) {
      const { minutes } = seriesOf(metric)
      const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS
      const counts = minutes.get(minute) ?? new Map<number, number>()
      counts.set(value, (counts.get(value) ?? 0) + count)
      minutes.set(minute, counts)
    },
    values(metric, from, to) {
      const minutes = all.get(keyOf(metric))?.minutes
      const sum = new Map<number, number>()
      for (let minute = from; minutes !== undefined && minute < to; minute += MINUTE_MS) {
        for (const [value, count] of minutes.get(minute) ?? []) sum.set(value, (sum.get(value) ?? 0) + count)
      }
      return sum
    },
    metrics: () => [...all.values()].map(({ metric }) => metric),
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([namespace, name, sorted])
}
