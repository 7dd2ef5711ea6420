import { AwsError } from '../../kernel/service.ts'
import { rollBack } from './roll-back.ts'
import { isTerminal } from './service-deployment-state.ts'
import { type EcsState, primaryOf, type ServiceDeployment, type SimulatedService } from './state.ts'

const STOPPED_BY_USER = 'Service deployment rolled back because of a user request.'

/** Somebody wants a service deployment rolled back. @throws AwsError ConflictException when it is too late for that */
export function requestRollback(ecs: EcsState, service: SimulatedService, serviceDeployment: ServiceDeployment): void {
  if (isTerminal(serviceDeployment)) {
    throw new AwsError('ConflictException', `The service deployment is ${serviceDeployment.status} already.`)
  }
  if (serviceDeployment.rollback || serviceDeployment.status === 'STOP_REQUESTED') return
  if (serviceDeployment.native?.stage?.name === 'CLEAN_UP') {
    throw new AwsError(
      'ConflictException',
      'The service deployment is in the CLEAN_UP stage and cannot be rolled back.',
    )
  }
  const stopped = primaryOf(service)
  if (!rollBack(ecs, service, STOPPED_BY_USER, 'ECS deployment stopped')) {
    throw new AwsError('ConflictException', 'No rollback candidate was found to run the rollback.')
  }
  stopped.rolloutState = 'FAILED'
  stopped.rolloutStateReason = STOPPED_BY_USER
  if (primaryOf(service) !== stopped) stopped.status = 'DRAINING'
}
