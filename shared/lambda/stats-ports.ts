import { dynamoClient } from '../aws/clients.ts'
import { dynamoPast } from '../aws/dynamo-past.ts'
import type { StatsPorts } from '../commands/stats.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

export function statsPorts(): StatsPorts {
  return { clock: systemClock, past: dynamoPast(dynamoClient, environment('LONGSHORE_TABLE')) }
}
