import { dynamoClient, ecrClient, ecsClient } from '../aws/clients.ts'
import { dynamoRecordStore } from '../aws/dynamo-record-store.ts'
import { dynamoStackState } from '../aws/dynamo-stack-state.ts'
import { ecrRegistry } from '../aws/ecr-registry.ts'
import { migrate } from '../domain/migrate.ts'
import { ecsPlatform } from '../platforms/ecs/ecs-platform.ts'
import type { RecordStore } from '../ports.ts'
import type { TickPorts } from '../reconcile/tick.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** What a function needs to look at targets. */
export function lookPorts(): Omit<TickPorts, 'queue'> {
  const registry = ecrRegistry(ecrClient)
  const targets = Object.fromEntries(Object.entries(configuration.targets).map(([name, { ecs }]) => [name, ecs]))
  return {
    clock: systemClock,
    stack: dynamoStackState(dynamoClient, environment('LONGSHORE_TABLE')),
    records: recordStore(),
    registry,
    platform: ecsPlatform({ targets, client: ecsClient, clock: systemClock, children: registry.children }),
  }
}

export function recordStore(): RecordStore {
  return dynamoRecordStore({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), migrate })
}
