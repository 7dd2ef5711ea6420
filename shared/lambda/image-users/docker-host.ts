import { ec2Client, runCommandClient } from '../../aws/clients.ts'
import { dockerHostTargets } from '../../config/targets-of.ts'
import { dockerHostUsers } from '../../platforms/docker-host/images-in-use.ts'
import type { ImageUsers } from '../../prune-ports.ts'
import type { UsersHost } from '../users-host.ts'

export function users({ config, clock }: UsersHost): ImageUsers {
  const targets = dockerHostTargets(config)
  return dockerHostUsers({ targets, ec2: () => ec2Client(), commands: () => runCommandClient(), clock })
}
