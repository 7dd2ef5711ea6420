import { dynamoClient } from '../aws/clients.ts'
import { dynamoImageDates } from '../aws/dynamo-image-dates.ts'
import { dynamoPast } from '../aws/dynamo-past.ts'
import type { StatsPorts } from '../commands/stats.ts'
import { environment } from './environment.ts'
import { systemClock } from './system-clock.ts'

export function statsPorts(): StatsPorts {
  const table = environment('LONGSHORE_TABLE')
  const past = dynamoPast(dynamoClient, table)
  return { clock: systemClock, past, dates: dynamoImageDates(dynamoClient, table) }
}
