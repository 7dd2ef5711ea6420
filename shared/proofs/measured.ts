import type { Measure } from '../domain/proof.ts'

/** One minute of a metric. */
export interface Point {
  readonly at: number
  readonly value: number
}

/** From the start of a minute to the start of another. */
export interface Span {
  readonly from: number
  readonly to: number
}

export const minuteMs = 60_000

/** The whole minutes within a span: what happened in the others belongs to more than one time. */
export function wholeMinutes({ from, to }: Span): Span {
  return { from: Math.ceil(from / minuteMs) * minuteMs, to: Math.floor(to / minuteMs) * minuteMs }
}

export function within(points: readonly Point[], { from, to }: Span): Point[] {
  return points.filter(({ at }) => at >= from && at < to)
}

/**
 * One number for many minutes: the sum for sums and counts, the least and the greatest for these, else the mean of the minutes
 * by their samples (nobody can make the exact percentile of an hour out of those of its minutes; both sides are measured alike).
 */
export function combined({ statistic }: Measure, points: readonly Point[], samples: readonly Point[]): number {
  const values = points.map(({ value }) => value)
  if (values.length === 0) return 0
  if (statistic === 'Sum' || statistic === 'SampleCount') return total(values)
  if (statistic === 'Minimum') return Math.min(...values)
  if (statistic === 'Maximum') return Math.max(...values)
  const weights = points.map(({ at }) => samples.find((sample) => sample.at === at)?.value ?? 1)
  return total(values.map((value, index) => value * (weights[index] ?? 1))) / total(weights)
}

/** Whether minutes with more samples say more than others. */
export function isWeighted({ statistic }: Measure): boolean {
  return !['Sum', 'SampleCount', 'Minimum', 'Maximum'].includes(statistic)
}

/** Whether it grows with the length of the time that is looked at. */
export function isCounted({ statistic }: Pick<Measure, 'statistic'>): boolean {
  return statistic === 'Sum' || statistic === 'SampleCount'
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
