import { metricsClient } from '../../aws/clients.ts'
import { lookAtMetric } from '../../proofs/look-at-metric.ts'

export function look(): ReturnType<typeof lookAtMetric> {
  return lookAtMetric(metricsClient)
}
