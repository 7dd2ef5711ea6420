import { ECRClient } from '@aws-sdk/client-ecr'
import { ECSClient } from '@aws-sdk/client-ecs'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { AccountQuestion, FoundAccount } from '../init/found.ts'
import { clientSettings } from './client-settings.ts'
import { findFunctions } from './find-functions.ts'
import { findServices } from './find-services.ts'
import { tagsInRegistry } from './tags-in-registry.ts'

/** Somebody waits at a terminal, and an account with hundreds of services takes more calls than AWS likes at once. */
const patience = { maxAttempts: 8 }

/**
 * Lists the services and image functions of an account: one call for a hundred services, another for ten, one for each distinct
 * task definition, and two or three for each image function. Throws when anything of it cannot be asked.
 */
export async function readAccount({ region, clusters, most }: AccountQuestion): Promise<FoundAccount> {
  const settings = { ...clientSettings(region), ...patience }
  const clients = { ecs: new ECSClient(settings), lambda: new LambdaClient(settings), ecr: new ECRClient(settings) }
  try {
    const registry = tagsInRegistry(clients.ecr)
    const ecs = await findServices({ client: clients.ecs, registry, clusters, most })
    if (clusters.length > 0) return { services: ecs.found, functions: [], isMore: ecs.isMore }
    const rest = most - ecs.found.length
    const lambda = await findFunctions({ client: clients.lambda, registry, most: rest })
    return { services: ecs.found, functions: lambda.found, isMore: ecs.isMore || lambda.isMore }
  } finally {
    for (const client of Object.values(clients)) client.destroy()
  }
}
