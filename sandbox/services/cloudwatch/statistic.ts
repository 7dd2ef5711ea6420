import { AwsError } from '../../kernel/service.ts'
import type { ValueCounts } from './metric-store.ts'

const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/

const SIMPLE: Readonly<Record<string, (counts: ValueCounts) => number>> = {
  SampleCount: sampleCount,
  Sum: sum,
  Average: (counts) => sum(counts) / sampleCount(counts),
  Minimum: (counts) => Math.min(...counts.keys()),
  Maximum: (counts) => Math.max(...counts.keys()),
}

/** @throws {AwsError} for a statistic that the sandbox does not compute */
export function requireStatistic(name: string): void {
  if (SIMPLE[name] !== undefined || PERCENTILE.test(name)) return
  throw new AwsError(
    'InvalidParameterValueException',
    `The sandbox computes ${Object.keys(SIMPLE).join(', ')} and percentiles like p99, not ${name}. Use one of these.`,
  )
}

/** One number of what was put, by the statistic's name (`Sum`, `p90` …); undefined when nothing was. */
export function statisticOf(counts: ValueCounts, name: string): number | undefined {
  if (counts.size === 0) return undefined
  const percentile = PERCENTILE.exec(name)?.[1]
  return percentile === undefined ? SIMPLE[name]?.(counts) : percentileOf(counts, Number(percentile))
}

function sampleCount(counts: ValueCounts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}

function sum(counts: ValueCounts): number {
  return [...counts].reduce((total, [value, count]) => total + value * count, 0)
}

/** The least value that so many per cent of all do not exceed. */
function percentileOf(counts: ValueCounts, percent: number): number {
  const wanted = (percent / 100) * sampleCount(counts)
  const sorted = [...counts].sort(([a], [b]) => a - b)
  let seen = 0
  for (const [value, count] of sorted) {
    seen += count
    if (seen >= wanted) return value
  }
  return sorted.at(-1)?.[0] ?? 0
}
