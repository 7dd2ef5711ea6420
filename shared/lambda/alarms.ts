import { cloudWatchClient } from '../aws/clients.ts'
import { cloudWatchAlarms } from '../aws/cloudwatch-alarms.ts'
import type { Alarms } from '../ports.ts'

export function alarms(): Alarms {
  return cloudWatchAlarms(cloudWatchClient)
}
