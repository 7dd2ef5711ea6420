import { logsClient } from '../../aws/clients.ts'
import { lookAtLog } from '../../proofs/look-at-log.ts'

export function look(): ReturnType<typeof lookAtLog> {
  return lookAtLog(logsClient)
}
