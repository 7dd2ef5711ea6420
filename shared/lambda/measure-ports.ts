import { meter, traces } from 'longshore:figures'
import { dynamoClient, ecrLayersClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { dynamoPast } from '../aws/dynamo-past.ts'
import { ecrOrigins } from '../aws/ecr-origins.ts'
import { originDates } from '../aws/origin-dates.ts'
import { defaultFigures } from '../figures/window.ts'
import type { MeasurePorts } from '../notify/measure-outcomes.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import type { Log } from './log.ts'
import { systemClock } from './system-clock.ts'

/** Everything that making figures needs but its log, which differs by invocation. */
export function measurePorts(): (log: Log) => MeasurePorts {
  const table = environment('LONGSHORE_TABLE')
  const { stack, targets, figures } = configuration
  const origins = { ecr: ecrLayersClient, dynamo: dynamoClient, table }
  const ports = {
    claims: dynamoClaims({ client: dynamoClient, table, clock: systemClock }),
    past: dynamoPast(dynamoClient, table),
    ...(meter && figures?.metrics !== false ? { meter: meter(stack) } : {}),
    ...(traces && figures?.traces === true ? { traces: traces() } : {}),
    groupOf: (target: string) => targets[target]?.group,
    rollbackWithinMs: (figures ?? defaultFigures).rollbackWithinMs,
    stack,
  }
  return (log) => ({
    ...ports,
    log,
    dates: originDates(
      ecrOrigins({ ...origins, unreadable: (reason) => log.warn('labels cannot be read', { reason }) }),
    ),
  })
}
