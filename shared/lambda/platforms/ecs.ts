import { ecsClient } from '../../aws/clients.ts'
import { ecsTargets } from '../../config/targets-of.ts'
import { ecsPlatform } from '../../platforms/ecs/ecs-platform.ts'
import type { Platform } from '../../ports.ts'
import type { PlatformHost } from '../platform-host.ts'

export function platform({ config, at, clock, children }: PlatformHost): Platform {
  return ecsPlatform({ targets: ecsTargets(config), client: () => ecsClient(at), clock, children, stack: config.stack })
}
