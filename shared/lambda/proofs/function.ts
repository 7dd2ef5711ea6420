import type { ClientPlace } from '../../aws/client-settings.ts'
import { invokeClient } from '../../aws/clients.ts'
import { lookAtFunction } from '../../proofs/look-at-function.ts'

export function look(at?: ClientPlace): ReturnType<typeof lookAtFunction> {
  return lookAtFunction(() => invokeClient(at))
}
