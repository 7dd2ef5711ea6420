import { atPlaces } from 'longshore:places'
import platforms, { alarms } from 'longshore:platforms'
import type { ClientPlace } from '../aws/client-settings.ts'
import { dynamoClient, ecrClient } from '../aws/clients.ts'
import { dynamoRecordStore } from '../aws/dynamo-record-store.ts'
import { dynamoStackState } from '../aws/dynamo-stack-state.ts'
import { ecrRegistry } from '../aws/ecr-registry.ts'
import type { Purpose } from '../config/places.ts'
import { migrate } from '../domain/migrate.ts'
import { type PlatformsAt, platformByKind } from '../platforms/by-kind.ts'
import type { Alarms, RecordStore, Registry } from '../ports.ts'
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
    ...(alarms ? { alarms: alarmsOf(alarms, mayAsk) } : {}),
    platform: platformByKind(configuration, platformsOf(registry, mayAsk)),
  }
}

/** By target: those of its place, by kind. */
function platformsOf({ children, named }: Registry, mayAsk: boolean): PlatformsAt {
  return atPlaces((config, at) => {
    const host = { config, at, clock: systemClock, children, named, mayAsk }
    return Object.fromEntries(Object.entries(platforms).map(([kind, platform]) => [kind, platform(host)]))
  }, purposeOf(mayAsk))
}

function alarmsOf(make: (at: ClientPlace | undefined) => Alarms, mayAsk: boolean): Alarms {
  const alarmsAt = atPlaces((_config, at) => make(at), purposeOf(mayAsk))
  return { states: (names, since, target) => alarmsAt(target).states(names, since) }
}

/** Whoever may send something takes on roles that may, too. */
function purposeOf(mayAsk: boolean): Purpose {
  return mayAsk ? 'deploy' : 'look'
}

export function recordStore(): RecordStore {
  return dynamoRecordStore({ client: dynamoClient, table: environment('LONGSHORE_TABLE'), migrate })
}
