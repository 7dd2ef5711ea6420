import { kick } from './kick.ts'
import { halt } from './native/run-timer.ts'
import { rollBack } from './roll-back.ts'
import { runningServiceDeployment, setStatus } from './service-deployment-state.ts'
import { emitDeployment, note } from './service-events.ts'
import type { Deployment, EcsState, SimulatedService } from './state.ts'

/** Why ECS itself condemns a deployment. */
export interface Condemnation {
  /** Who does: `ECS deployment circuit breaker`. */
  readonly by: string
  /** `tasks failed to start.` */
  readonly what: string
  /** Of the service deployment, where it is rolled back. */
  readonly statusReason: string
  readonly rollsBack: boolean
}

/** Ends a deployment badly: back to the last completed one if that is wanted and there is one. */
export function failDeployment(
  ecs: EcsState,
  service: SimulatedService,
  deployment: Deployment,
  why: Condemnation,
): void {
  deployment.rolloutState = 'FAILED'
  deployment.rolloutStateReason = `${why.by}: ${why.what}`
  deployment.updatedAt = ecs.world.clock.now()
  note(ecs, service, `(deployment ${deployment.id}) deployment failed: ${why.what}`)
  const reason = deployment.rolloutStateReason
  emitDeployment(ecs, service, deployment, { name: 'SERVICE_DEPLOYMENT_FAILED', reason })
  endFailed(ecs, service, deployment, why)
  kick(ecs, service)
}

function endFailed(ecs: EcsState, service: SimulatedService, failed: Deployment, why: Condemnation): void {
  const current = runningServiceDeployment(service)
  if (failed.isRollback) {
    if (current) setStatus(ecs, current, 'ROLLBACK_FAILED', `The rollback failed: ${why.what}`)
    return
  }
  if (why.rollsBack && rollBack(ecs, service, why.statusReason, why.by)) return
  if (current?.native) halt(ecs, current.native)
  if (current) setStatus(ecs, current, 'STOPPED', `Service deployment stopped: ${why.what}`)
}
