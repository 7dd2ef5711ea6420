import type { ClientPlace } from '../aws/client-settings.ts'
import { ecsClient, ecsTasksClient } from '../aws/clients.ts'
import type { EcsTarget, LongshoreConfig } from '../config/normalised.ts'
import { ecsOneOffTasks } from '../platforms/ecs/one-off-tasks.ts'
import type { OneOffTasks } from '../ports.ts'
import { systemClock } from './system-clock.ts'

/** What runs tasks before rollouts and after proofs, in one place. */
export function tasks(config: LongshoreConfig, at: ClientPlace | undefined): OneOffTasks {
  const clients = { ecs: () => ecsClient(at), tasks: () => ecsTasksClient(at) }
  return ecsOneOffTasks({ targets: servicesOf(config), ...clients, clock: systemClock, stack: config.stack })
}

function servicesOf({ targets }: LongshoreConfig): Readonly<Record<string, EcsTarget>> {
  const services = Object.entries(targets).flatMap(([name, target]): [string, EcsTarget][] => {
    if (target.kind === 'ecs') return [[name, target.ecs]]
    return target.kind === 'codedeploy' ? [[name, target.codedeploy]] : []
  })
  return Object.fromEntries(services)
}
