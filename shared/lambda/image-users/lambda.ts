import { lambdaVersionsClient } from '../../aws/clients.ts'
import { lambdaTargets } from '../../config/targets-of.ts'
import { lambdaUsers } from '../../platforms/lambda/images-in-use.ts'
import type { ImageUsers } from '../../prune-ports.ts'
import type { UsersHost } from '../users-host.ts'

export function users({ config }: UsersHost): ImageUsers {
  return lambdaUsers({ targets: lambdaTargets(config), client: () => lambdaVersionsClient() })
}
