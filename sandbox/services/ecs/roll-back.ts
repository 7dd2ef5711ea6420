import { kick } from './kick.ts'
import { runningServiceDeployment, setStatus } from './service-deployment-state.ts'
import { emitDeployment, note } from './service-events.ts'
import { createDeployment, makePrimary } from './start-deployment.ts'
import type { Deployment, EcsState, SimulatedService } from './state.ts'
import { draw } from './timings.ts'

const BY_BREAKER = 'Service deployment rolled back because the circuit breaker threshold was exceeded.'

/** After the breaker tripped: back to the last completed deployment if that is configured and there is one. */
export function endFailedDeployment(ecs: EcsState, service: SimulatedService, failed: Deployment): void {
  const current = runningServiceDeployment(service)
  if (failed.isRollback) {
    if (current) setStatus(ecs, current, 'ROLLBACK_FAILED', 'The rollback failed: tasks failed to start.')
    return
  }
  const wanted = service.configuration.deploymentCircuitBreaker?.rollback === true
  if (wanted && rollBack(ecs, service, BY_BREAKER, 'ECS deployment circuit breaker')) return
  if (current) setStatus(ecs, current, 'STOPPED', 'Service deployment stopped: tasks failed to start.')
}

/**
 * Runs the last completed deployment's revision again, with the digests it resolved then: under its old id or under a
 * new one, whichever the service is set to.
 * @returns false when nothing ever completed; the service then stays as it is.
 */
export function rollBack(ecs: EcsState, service: SimulatedService, statusReason: string, by: string): boolean {
  const candidate = service.lastCompleted
  const current = runningServiceDeployment(service)
  if (!candidate || !current) return false
  const target = service.rollbackUnder === 'old-id' ? candidate : createDeployment(ecs, service, candidate.revision)
  const now = ecs.world.clock.now()
  current.rollback = { reason: statusReason, startedAt: now, revision: candidate.revision }
  setStatus(ecs, current, 'ROLLBACK_REQUESTED', statusReason)
  makePrimary(service, target)
  target.isRollback = true
  target.rolloutState = 'IN_PROGRESS'
  target.rolloutStateReason = `${by}: rolling back to deploymentId ${target.id}.`
  target.updatedAt = now
  target.failedTasks = 0
  target.completeNotBefore = now + draw(ecs.random, service.timings.rollback) * 1000
  service.isSteady = false
  note(ecs, service, `rolling back to deployment ${target.id}.`)
  const reason = target.rolloutStateReason
  emitDeployment(ecs, service, target, { name: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason })
  kick(ecs, service)
  return true
}
