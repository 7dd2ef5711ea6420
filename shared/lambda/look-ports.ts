import platforms, { alarms } from 'longshore:platforms'
import { dynamoClient, ecrClient } from '../aws/clients.ts'
import { dynamoRecordStore } from '../aws/dynamo-record-store.ts'
import { dynamoStackState } from '../aws/dynamo-stack-state.ts'
import { ecrRegistry } from '../aws/ecr-registry.ts'
import { migrate } from '../domain/migrate.ts'
import { platformByKind } from '../platforms/by-kind.ts'
import type { Alarms, Platform, RecordStore, Registry } from '../ports.ts'
import type { TickPorts } from '../reconcile/tick.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** What a function needs to look at targets. `mayAsk`: whether it may send anything to learn what there is. */
export function lookPorts(mayAsk: boolean): Omit<TickPorts, 'queue'> & { readonly alarms?: Alarms } {
  const registry = ecrRegistry(ecrClient)
  return {
    clock: systemClock,
    stack: dynamoStackState(dynamoClient, environment('LONGSHORE_TABLE')),
    records: recordStore(),
    registry,
    ...(alarms ? { alarms: alarms() } : {}),
    platform: platformByKind(configuration, configuredPlatforms(registry, mayAsk)),
  }
}

function configuredPlatforms({ children, named }: Registry, mayAsk: boolean): Readonly<Record<string, Platform>> {
  const host = { config: configuration, clock: systemClock, children, named, mayAsk }
  return Object.fromEntries(Object.entries(platforms).map(([kind, platform]) => [kind, platform(host)]))
}

export function recordStore(): RecordStore {
  return dynamoRecordStore({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), migrate })
}
