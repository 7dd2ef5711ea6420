import { arn } from './identifiers.ts'
import { runningServiceDeployment, setStatus } from './service-deployment-state.ts'
import { emitDeployment, emitServiceAction, note } from './service-events.ts'
import type { Deployment, EcsState, SimulatedService } from './state.ts'

/** Ends a rollout well. Both events carry the same time; which comes first is not promised. */
export function complete(ecs: EcsState, service: SimulatedService, primary: Deployment): void {
  primary.rolloutState = 'COMPLETED'
  primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`
  primary.updatedAt = ecs.world.clock.now()
  primary.isRollback = false
  service.lastCompleted = primary
  service.traffic = new Map([[primary.revision, { production: 100, test: 0 }]])
  const current = runningServiceDeployment(service)
  if (current) setStatus(ecs, current, current.rollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL')
  note(ecs, service, `(deployment ${primary.id}) deployment completed.`)
  const isSteadyFirst = ecs.random.next() < 0.5
  if (isSteadyFirst) becomeSteady(ecs, service)
  emitDeployment(ecs, service, primary, {
    name: 'SERVICE_DEPLOYMENT_COMPLETED',
    reason: primary.rolloutStateReason,
  })
  if (!isSteadyFirst) becomeSteady(ecs, service)
}

export function becomeSteady(ecs: EcsState, service: SimulatedService): void {
  service.isSteady = true
  note(ecs, service, 'has reached a steady state.')
  emitServiceAction(ecs, service, 'SERVICE_STEADY_STATE')
  const strategy: unknown = service.settings['capacityProviderStrategy']
  if (!Array.isArray(strategy) || strategy.length === 0) return
  const names = strategy.map(({ capacityProvider }) => String(capacityProvider))
  const capacityProviderArns = names.map((name) => arn(ecs, `capacity-provider/${name}`))
  emitServiceAction(ecs, service, 'CAPACITY_PROVIDER_STEADY_STATE', { capacityProviderArns })
}
