import type { ClientPlace } from '../../aws/client-settings.ts'
import { metricsClient } from '../../aws/clients.ts'
import { lookAtMetric } from '../../proofs/look-at-metric.ts'

export function look(at?: ClientPlace): ReturnType<typeof lookAtMetric> {
  return lookAtMetric(() => metricsClient(at))
}
