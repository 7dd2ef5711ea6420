import {
  dynamoClient,
  dynamoScanClient,
  ec2Client,
  ecrPruneClient,
  ecsClient,
  eventsClient,
  lambdaVersionsClient,
  runCommandClient,
  schedulerClient,
} from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { dynamoMemory } from '../aws/dynamo-memory.ts'
import { dynamoToldPlans } from '../aws/dynamo-told-plans.ts'
import { ecrPruneRegistry } from '../aws/ecr-prune-registry.ts'
import type { PrunePorts } from '../commands/prune.ts'
import type { LongshoreConfig } from '../config/normalised.ts'
import {
  codeDeployTargets,
  dockerHostTargets,
  ecsTargets,
  lambdaTargets,
  scheduledTaskTargets,
  targetsHere,
} from '../config/targets-of.ts'
import { migrate } from '../domain/migrate.ts'
import { dockerHostUsers } from '../platforms/docker-host/images-in-use.ts'
import { definitionImages } from '../platforms/ecs/definition-images.ts'
import { ecsUsers } from '../platforms/ecs/images-in-use.ts'
import { lambdaUsers } from '../platforms/lambda/images-in-use.ts'
import { scheduledTaskUsers } from '../platforms/scheduled-task/images-in-use.ts'
import type { DefinitionImages, ImageUsers } from '../prune-ports.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

export function prunePorts(): PrunePorts {
  const table = environment('LONGSHORE_TABLE')
  const definitions = definitionImages(() => ecsClient())
  return {
    clock: systemClock,
    memory: dynamoMemory({ client: dynamoScanClient, table, migrate }),
    users: usersOf(targetsHere(configuration), definitions),
    definitions,
    registry: ecrPruneRegistry(ecrPruneClient),
    told: dynamoToldPlans(dynamoScanClient, table),
    claims: dynamoClaims({ client: dynamoClient, table, clock: systemClock }),
  }
}

function usersOf(config: LongshoreConfig, imagesOf: DefinitionImages): ImageUsers[] {
  const clock = systemClock
  return [
    ecsUsers({
      targets: { ...ecsTargets(config), ...codeDeployTargets(config) },
      client: () => ecsClient(),
      clock,
      imagesOf,
    }),
    lambdaUsers({ targets: lambdaTargets(config), client: () => lambdaVersionsClient() }),
    scheduledTaskUsers({
      targets: scheduledTaskTargets(config),
      events: () => eventsClient(),
      scheduler: () => schedulerClient(),
      clock,
      imagesOf,
    }),
    dockerHostUsers({
      targets: dockerHostTargets(config),
      ec2: () => ec2Client(),
      commands: () => runCommandClient(),
      clock,
    }),
  ]
}
