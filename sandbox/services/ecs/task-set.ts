import type { TaskSet as TaskSetShape } from '@aws-sdk/client-ecs'
import { uuid } from '../../kernel/random.ts'
import { kick } from './kick.ts'
import { createDeployment, createRevision } from './start-deployment.ts'
import { changed, type Deployment, type EcsState, type SimulatedService, type TaskDefinition } from './state.ts'

/** What a deployment has more that is shown as a task set: those of services with the CODE_DEPLOY controller. */
export interface TaskSet {
  /** The CodeDeploy deployment that made it; the first one of a service has none. */
  externalId?: string
  /** Where its tasks are registered. */
  readonly targetGroupArn?: string
  readonly launch: TaskSetLaunch
  stability: 'STABILIZING' | 'STEADY_STATE'
  /** Epoch ms. */
  stableAt: number
}

/** What its tasks run on: FARGATE of the latest version where nothing else is said. */
export type TaskSetLaunch = Pick<TaskSetShape, 'capacityProviderStrategy' | 'platformVersion'>

/** Of which CodeDeploy deployment a new task set is, where its tasks are registered, and what they run on. */
export type TaskSetOrigin = Pick<TaskSet, 'externalId' | 'targetGroupArn'> & Partial<Pick<TaskSet, 'launch'>>

/** Starts tasks of another revision beside those that run: ACTIVE, or PRIMARY when it is the service's first. */
export function startTaskSet(
  ecs: EcsState,
  service: SimulatedService,
  taskDefinition: TaskDefinition,
  origin: TaskSetOrigin = {},
): Deployment {
  const made = createDeployment(ecs, service, createRevision(ecs, service, taskDefinition))
  const isFirst = service.deployments.length === 0
  const stableAt = ecs.world.clock.now()
  made.status = isFirst ? 'PRIMARY' : 'ACTIVE'
  const given = isFirst ? withServiceSettings(service) : { launch: {} }
  made.taskSet = { ...given, ...origin, stability: 'STABILIZING', stableAt }
  service.deployments.push(made)
  kick(ecs, service, service.timings.firstLook)
  changed(ecs, service)
  return made
}

/** What a service was created with: its target group, and what its tasks run on. */
export function withServiceSettings({ settings }: SimulatedService): Pick<TaskSet, 'targetGroupArn' | 'launch'> {
  const { capacityProviderStrategy, platformVersion, loadBalancers } = settings
  const group = loadBalancers?.[0]?.targetGroupArn
  const launch = {
    ...(capacityProviderStrategy ? { capacityProviderStrategy } : {}),
    ...(platformVersion === undefined ? {} : { platformVersion }),
  }
  return { launch, ...(group === undefined ? {} : { targetGroupArn: group }) }
}

/** Production traffic is its from now on; what was PRIMARY is ACTIVE. The service shows what its primary task set has. */
export function makePrimaryTaskSet(ecs: EcsState, service: SimulatedService, chosen: Deployment): void {
  for (const other of service.deployments) if (other.status === 'PRIMARY') other.status = 'ACTIVE'
  chosen.status = 'PRIMARY'
  chosen.updatedAt = ecs.world.clock.now()
  service.deployments = [chosen, ...service.deployments.filter((other) => other !== chosen)]
  const { capacityProviderStrategy: _before, platformVersion: _past, ...settings } = service.settings
  service.settings = { ...settings, ...chosen.taskSet?.launch }
  const targetGroupArn = chosen.taskSet?.targetGroupArn
  const [balancer, ...others] = settings.loadBalancers ?? []
  if (balancer && targetGroupArn !== undefined) {
    service.settings = { ...service.settings, loadBalancers: [{ ...balancer, targetGroupArn }, ...others] }
  }
  changed(ecs, service)
}

/** Its tasks are drained; once none is left it is not shown any more. */
export function drainTaskSet(ecs: EcsState, service: SimulatedService, unwanted: Deployment): void {
  if (unwanted.status === 'DRAINING') return
  unwanted.status = 'DRAINING'
  unwanted.updatedAt = ecs.world.clock.now()
  kick(ecs, service)
  changed(ecs, service)
}

const KEPT_MESSAGES = 100

/** Adds a line about a task set to what DescribeServices shows as `events`. */
export function noteOnTaskSet(ecs: EcsState, service: SimulatedService, { id }: Deployment, text: string): void {
  const event = {
    id: uuid(ecs.random),
    createdAt: new Date(ecs.world.clock.now()),
    message: `(service ${service.name}, taskSet ${id}) ${text}`,
  }
  service.events = [event, ...service.events].slice(0, KEPT_MESSAGES)
}
