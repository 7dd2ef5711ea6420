import type { InvocationMetric } from '../lambda-functions/invocation-metrics.ts'
import type { CloudwatchControl } from './cloudwatch-service.ts'

/** Takes what invocations of functions measure under `AWS/Lambda`, at the time they began. */
export function measureIn(cloudwatch: Pick<CloudwatchControl, 'put'>): (metric: InvocationMetric) => void {
  return ({ value, ...metric }) => cloudwatch.put({ namespace: 'AWS/Lambda', ...metric }, value)
}
