import script from 'longshore:host-script'
import { ec2Client, runCommandClient } from '../../aws/clients.ts'
import { dockerHostTargets } from '../../config/targets-of.ts'
import { dockerHostPlatform } from '../../platforms/docker-host/docker-host-platform.ts'
import type { Platform } from '../../ports.ts'
import type { PlatformHost } from '../platform-host.ts'

export function platform({ config, at, clock, mayAsk }: PlatformHost): Platform {
  const targets = dockerHostTargets(config)
  return dockerHostPlatform({
    targets,
    ec2: () => ec2Client(at),
    commands: () => runCommandClient(at),
    clock,
    script,
    mayAsk,
  })
}
