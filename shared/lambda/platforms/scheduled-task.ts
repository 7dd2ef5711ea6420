import { ecsClient, eventsClient, schedulerClient } from '../../aws/clients.ts'
import { scheduledTaskTargets } from '../../config/targets-of.ts'
import { scheduledTaskPlatform } from '../../platforms/scheduled-task/scheduled-task-platform.ts'
import type { Platform } from '../../ports.ts'
import type { PlatformHost } from '../platform-host.ts'

export function platform({ config, at, clock, named }: PlatformHost): Platform {
  const clients = {
    ecs: () => ecsClient(at),
    events: () => eventsClient(at),
    scheduler: () => schedulerClient(at),
  }
  return scheduledTaskPlatform({ targets: scheduledTaskTargets(config), ...clients, clock, named, stack: config.stack })
}
