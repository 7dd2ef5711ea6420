import type { Dimension } from '@aws-sdk/client-cloudwatch'
import type { Input } from '../input.ts'
import type { MetricId } from './metric-store.ts'

/** The metric that a request names by `Namespace`, `MetricName` and `Dimensions`. */
export function metricIn(input: Input, namespace = String(input['Namespace'])): MetricId {
  const dimensions: Dimension[] = input['Dimensions'] ?? []
  const entries = dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? ''])
  return { namespace, name: String(input['MetricName']), dimensions: Object.fromEntries(entries) }
}

export function dimensionList({ dimensions }: MetricId): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}
