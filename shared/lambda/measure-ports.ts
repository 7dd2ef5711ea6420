import { meter, traces } from 'longshore:figures'
import { dynamoClient } from '../aws/clients.ts'
import { dynamoClaims } from '../aws/dynamo-claims.ts'
import { dynamoImageDates } from '../aws/dynamo-image-dates.ts'
import { dynamoPast } from '../aws/dynamo-past.ts'
import { defaultFigures } from '../figures/window.ts'
import type { MeasurePorts } from '../notify/measure-outcomes.ts'
import { configuration } from './configuration.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

/** What making figures needs but its log, which differs by invocation. */
export function measurePorts(): Omit<MeasurePorts, 'log'> {
  const table = environment('LONGSHORE_TABLE')
  const { stack, targets, figures } = configuration
  return {
    claims: dynamoClaims({ client: dynamoClient, table, clock: systemClock }),
    past: dynamoPast(dynamoClient, table),
    dates: dynamoImageDates(dynamoClient, table),
    ...(meter && figures?.metrics !== false ? { meter: meter(stack) } : {}),
    ...(traces && figures?.traces === true ? { traces: traces() } : {}),
    groupOf: (target) => targets[target]?.group,
    rollbackWithinMs: (figures ?? defaultFigures).rollbackWithinMs,
    stack,
  }
}
