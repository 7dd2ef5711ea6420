import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs'
import type { EcsState, ServiceDeployment, SimulatedService } from './state.ts'

const TERMINAL: readonly ServiceDeploymentStatus[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']

export function isTerminal(serviceDeployment: ServiceDeployment): boolean {
  return TERMINAL.includes(serviceDeployment.status)
}

/** The service deployment that has not ended yet, if there is one. */
export function runningServiceDeployment(service: SimulatedService): ServiceDeployment | undefined {
  const current = service.serviceDeployments.at(-1)
  return current && !isTerminal(current) ? current : undefined
}

export function setStatus(
  ecs: EcsState,
  serviceDeployment: ServiceDeployment,
  status: ServiceDeploymentStatus,
  reason?: string,
): void {
  const now = ecs.world.clock.now()
  serviceDeployment.status = status
  serviceDeployment.updatedAt = now
  if (reason !== undefined) serviceDeployment.statusReason = reason
  if (status === 'STOPPED') serviceDeployment.stoppedAt = now
  if (!isTerminal(serviceDeployment)) return
  serviceDeployment.finishedAt = now
  if (serviceDeployment.breakerStatus === 'MONITORING') serviceDeployment.breakerStatus = 'MONITORING_COMPLETE'
}

/** What was requested becomes what is done, at the scheduler's next look. */
export function advanceServiceDeployments(ecs: EcsState, service: SimulatedService): void {
  for (const serviceDeployment of service.serviceDeployments.slice(-5)) {
    if (serviceDeployment.status === 'PENDING') {
      serviceDeployment.startedAt = ecs.world.clock.now()
      setStatus(ecs, serviceDeployment, 'IN_PROGRESS')
    } else if (serviceDeployment.status === 'STOP_REQUESTED') {
      setStatus(ecs, serviceDeployment, 'STOPPED', 'Service deployment was stopped because a new deployment began.')
    } else if (serviceDeployment.status === 'ROLLBACK_REQUESTED') {
      setStatus(ecs, serviceDeployment, 'ROLLBACK_IN_PROGRESS')
    }
  }
}
