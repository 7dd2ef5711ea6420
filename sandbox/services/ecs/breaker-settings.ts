import type { SimulatedService } from './state.ts'

/**
 * Failures that fail a deployment: half the desired count, rounded up, at least 3 and at most 200, unless configured.
 * desired 1 → 3, desired 25 → 13, desired 400 → 200.
 */
export function breakerThreshold(service: SimulatedService): number {
  const { type, value } = service.configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {}
  if (type === 'COUNT') return value ?? 3
  const share = Math.ceil(((value ?? 50) / 100) * service.desiredCount)
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share))
}

export function isBreakerOn(service: SimulatedService): boolean {
  return service.configuration.deploymentCircuitBreaker?.enable === true
}
