import type { Service } from '@aws-sdk/client-ecs'
import type { EcsTarget } from '../../config/normalised.ts'
import { describeServices, serviceKey } from '../../platforms/ecs/describe-services.ts'
import type { EcsContext } from '../../platforms/ecs/ecs-context.ts'
import type { Seen, ServiceSight } from '../facts.ts'
import type { Looker } from './look.ts'

/** A service, and the task definition that it runs. */
export interface ServiceRead {
  readonly service: ServiceSight
  readonly carrier?: string
}

/** All services, ten a call. By `serviceKey`. */
export async function readServices(
  looker: Looker,
  context: Pick<EcsContext, 'client' | 'clock'>,
  targets: readonly EcsTarget[],
): Promise<ReadonlyMap<string, Seen<ServiceRead>>> {
  const sightings = await describeServices(context, targets)
  return new Map(
    targets.map((target): [string, Seen<ServiceRead>] => {
      const key = serviceKey(target)
      const sighting = sightings.get(key)
      const doing = {
        action: 'ecs:DescribeServices',
        subject: `service ${target.service} in cluster ${target.cluster}`,
      }
      if (!sighting) return [key, { kind: 'gone' }]
      if ('kind' in sighting) return [key, looker.note(doing, sighting)]
      const { service } = sighting
      return [key, service.status === 'INACTIVE' ? { kind: 'gone' } : { kind: 'seen', value: readOf(service) }]
    }),
  )
}

function readOf(service: Service): ServiceRead {
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY')
  const carrier = service.taskDefinition ?? primary?.taskDefinition
  return { service: sightOf(service), ...(carrier === undefined ? {} : { carrier }) }
}

function sightOf(service: Service): ServiceSight {
  const { deploymentConfiguration: settings = {}, loadBalancers = [] } = service
  const { enable = false, rollback = false } = settings.deploymentCircuitBreaker ?? {}
  const isDaemon = service.schedulingStrategy === 'DAEMON'
  const classic = loadBalancers.find(({ loadBalancerName }) => loadBalancerName)?.loadBalancerName
  return {
    controller: service.deploymentController?.type ?? 'ECS',
    isDaemon,
    desiredCount: service.desiredCount ?? 0,
    strategy: settings.strategy ?? 'ROLLING',
    minimumHealthyPercent: settings.minimumHealthyPercent ?? (isDaemon ? 0 : 100),
    maximumPercent: settings.maximumPercent ?? (isDaemon ? 100 : 200),
    breaker: enable ? (rollback ? 'rollback' : 'on') : 'off',
    alarms: { isOn: settings.alarms?.enable === true, names: settings.alarms?.alarmNames ?? [] },
    ...(classic === undefined ? {} : { classicLoadBalancer: classic }),
  }
}
