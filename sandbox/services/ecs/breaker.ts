import { breakerThreshold, isBreakerOn } from './breaker-settings.ts'
import { failDeployment } from './fail-deployment.ts'
import { emitServiceAction, note } from './service-events.ts'
import { type Deployment, type EcsState, primaryOf, type SimulatedService, type Task } from './state.ts'
import { backOff, draw } from './timings.ts'

const BY_BREAKER = 'Service deployment rolled back because the circuit breaker threshold was exceeded.'
const IMPAIRED_AFTER = 3

/** A healthy task proves the deployment can start: the count begins anew unless configured to remember. */
export function countHealthy(service: SimulatedService, deployment: Deployment): void {
  if (service.configuration.deploymentCircuitBreaker?.resetOnHealthyTask !== false) deployment.failedTasks = 0
}

/** Counts a task that ended without ever being healthy, backs off, and plans the breaker's trip at the threshold. */
export function countFailure(ecs: EcsState, service: SimulatedService, task: Task): void {
  const { deployment } = task
  deployment.failedTasks += 1
  const started = task.startedAt !== undefined
  if (!started) waitBeforeNextStart(ecs, service, deployment)
  if (isTriggered(service, deployment) && !deployment.isTripping) {
    deployment.isTripping = true
    const wait = draw(ecs.random, started ? service.timings.trip : service.timings.tripUnstarted)
    ecs.world.clock.after(wait * 1000, `ecs circuit breaker: ${service.name}`, () => trip(ecs, service, deployment))
  }
}

function waitBeforeNextStart(ecs: EcsState, service: SimulatedService, deployment: Deployment): void {
  const now = ecs.world.clock.now()
  if (now < deployment.startNotBefore) return
  deployment.failedStarts += 1
  deployment.startNotBefore = now + backOff(service.timings.startBackOff, deployment.failedStarts) * 1000
  if (deployment.failedStarts < IMPAIRED_AFTER || deployment.isImpaired) return
  deployment.isImpaired = true
  note(ecs, service, 'is unable to consistently start tasks successfully.')
  emitServiceAction(ecs, service, 'SERVICE_TASK_START_IMPAIRED')
}

function isTriggered(service: SimulatedService, deployment: Deployment): boolean {
  return (
    isBreakerOn(service) &&
    primaryOf(service) === deployment &&
    deployment.rolloutState === 'IN_PROGRESS' &&
    deployment.failedTasks >= breakerThreshold(service)
  )
}

function trip(ecs: EcsState, service: SimulatedService, deployment: Deployment): void {
  deployment.isTripping = false
  if (service.status !== 'ACTIVE' || !isTriggered(service, deployment)) return
  const current = service.serviceDeployments.at(-1)
  if (current) current.breakerStatus = 'TRIGGERED'
  failDeployment(ecs, service, deployment, {
    by: 'ECS deployment circuit breaker',
    what: 'tasks failed to start.',
    statusReason: BY_BREAKER,
    rollsBack: service.configuration.deploymentCircuitBreaker?.rollback === true,
  })
}
