import type { ClientPlace } from '../aws/client-settings.ts'
import { cloudWatchClient } from '../aws/clients.ts'
import { cloudWatchAlarms } from '../aws/cloudwatch-alarms.ts'
import type { Alarms } from '../ports.ts'

export function alarms(at?: ClientPlace): Alarms {
  return cloudWatchAlarms(() => cloudWatchClient(at))
}
