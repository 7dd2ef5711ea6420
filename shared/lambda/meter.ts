import { Metrics } from '@aws-lambda-powertools/metrics'
import type { Meter } from '../figures-ports.ts'

/**
 * Metrics by a line of log in CloudWatch's embedded format: of the stack, of the group and of the target. The deployment's id is in
 * the line and no dimension: it would make a metric of its own for every deployment.
 */
export function meter(stack: string): Meter {
  const metrics = new Metrics({ namespace: stack })
  metrics.clearDefaultDimensions()
  return {
    record(measures, { deploymentId, target, group, at }) {
      metrics.addDimensions({ stack })
      if (group !== undefined) metrics.addDimensions({ group })
      metrics.addDimensions({ target })
      metrics.addMetadata('deploymentId', deploymentId)
      metrics.setTimestamp(at)
      for (const { name, unit, value } of measures) metrics.addMetric(name, unit, value)
      metrics.publishStoredMetrics()
    },
  }
}
