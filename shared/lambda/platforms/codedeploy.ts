import { codeDeployClient, ecsClient } from '../../aws/clients.ts'
import { codeDeployTargets } from '../../config/targets-of.ts'
import { codeDeployPlatform } from '../../platforms/codedeploy/codedeploy-platform.ts'
import type { Platform } from '../../ports.ts'
import type { PlatformHost } from '../platform-host.ts'

export function platform({ config, at, clock, children }: PlatformHost): Platform {
  const targets = codeDeployTargets(config)
  return codeDeployPlatform({
    targets,
    ecs: () => ecsClient(at),
    codedeploy: () => codeDeployClient(at),
    clock,
    children,
    stack: config.stack,
  })
}
