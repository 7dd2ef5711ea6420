import { ecsClient } from '../../aws/clients.ts'
import { codeDeployTargets, ecsTargets } from '../../config/targets-of.ts'
import { ecsUsers } from '../../platforms/ecs/images-in-use.ts'
import type { ImageUsers } from '../../prune-ports.ts'
import type { UsersHost } from '../users-host.ts'

/** Services that CodeDeploy deploys to are ECS's, too. */
export function users({ config, clock, imagesOf }: UsersHost): ImageUsers {
  const targets = { ...ecsTargets(config), ...codeDeployTargets(config) }
  return ecsUsers({ targets, client: () => ecsClient(), clock, imagesOf })
}
