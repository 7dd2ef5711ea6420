import { kick } from './kick.ts'
import { turnBack } from './native/turn-back.ts'
import { runningServiceDeployment, setStatus } from './service-deployment-state.ts'
import { emitDeployment, note } from './service-events.ts'
import { createDeployment, makePrimary } from './start-deployment.ts'
import type { EcsState, SimulatedService } from './state.ts'
import { draw } from './timings.ts'

/**
 * Runs the last completed deployment's revision again, with the digests it resolved then: under its old id or under a
 * new one, whichever the service is set to.
 * @returns false when nothing ever completed; the service then stays as it is.
 */
export function rollBack(ecs: EcsState, service: SimulatedService, statusReason: string, by: string): boolean {
  const candidate = service.lastCompleted
  const current = runningServiceDeployment(service)
  if (!candidate || !current) return false
  const reusesId = service.rollbackUnder === 'old-id' || current.native !== undefined
  const target = reusesId ? candidate : createDeployment(ecs, service, candidate.revision)
  const now = ecs.world.clock.now()
  current.rollback = { reason: statusReason, startedAt: now, revision: candidate.revision }
  setStatus(ecs, current, 'ROLLBACK_REQUESTED', statusReason)
  const leadsLater = current.native !== undefined && service.native.leadsBack === 'at-the-end'
  if (!leadsLater) makePrimary(service, target)
  target.isRollback = true
  target.rolloutState = 'IN_PROGRESS'
  target.rolloutStateReason = `${by}: rolling back to deploymentId ${target.id}.`
  target.updatedAt = now
  target.failedTasks = 0
  target.completeNotBefore = now + draw(ecs.random, service.timings.rollback) * 1000
  if (current.native) turnBack(ecs, service, current)
  service.isSteady = false
  note(ecs, service, `rolling back to deployment ${target.id}.`)
  const reason = target.rolloutStateReason
  emitDeployment(ecs, service, target, { name: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason })
  kick(ecs, service)
  return true
}
