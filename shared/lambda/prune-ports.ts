import users from 'longshore:image-users'
import { dynamoClient, dynamoScanClient, ecrPruneClient, ecsClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { dynamoMemory } from '../aws/dynamo-memory.ts'
import { dynamoToldPlans } from '../aws/dynamo-told-plans.ts'
import { ecrPruneRegistry } from '../aws/ecr-prune-registry.ts'
import { answering } from '../aws/refusal.ts'
import type { PrunePorts } from '../commands/prune.ts'
import { targetsHere } from '../config/targets-of.ts'
import { migrate } from '../domain/migrate.ts'
import { definitionImages } from '../platforms/ecs/definition-images.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** Everything but the log, which differs by invocation. Targets that are elsewhere than the stack are not looked at. */
export function prunePorts(): Omit<PrunePorts, 'log'> {
  const table = environment('LONGSHORE_TABLE')
  const imagesOf = definitionImages(() => ecsClient(), configuration)
  const host = { config: targetsHere(configuration), clock: systemClock, imagesOf }
  return {
    clock: systemClock,
    answering,
    memory: dynamoMemory({ client: dynamoScanClient, table, migrate }),
    users: users.map((make) => make(host)),
    definitions: imagesOf,
    registry: ecrPruneRegistry(ecrPruneClient),
    told: dynamoToldPlans(dynamoScanClient, table),
    claims: dynamoClaims({ client: dynamoClient, table, clock: systemClock }),
  }
}
