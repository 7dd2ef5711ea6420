import type { ClientPlace } from '../../aws/client-settings.ts'
import { logsClient } from '../../aws/clients.ts'
import { lookAtLog } from '../../proofs/look-at-log.ts'

export function look(at?: ClientPlace): ReturnType<typeof lookAtLog> {
  return lookAtLog(() => logsClient(at))
}
