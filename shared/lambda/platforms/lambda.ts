import { lambdaClient } from '../../aws/clients.ts'
import { lambdaTargets } from '../../config/targets-of.ts'
import { lambdaPlatform } from '../../platforms/lambda/lambda-platform.ts'
import type { Platform } from '../../ports.ts'
import type { PlatformHost } from '../platform-host.ts'

export function platform({ config, at, clock }: PlatformHost): Platform {
  return lambdaPlatform({ targets: lambdaTargets(config), client: () => lambdaClient(at), clock })
}
