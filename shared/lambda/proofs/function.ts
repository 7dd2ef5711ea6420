import { invokeClient } from '../../aws/clients.ts'
import { lookAtFunction } from '../../proofs/look-at-function.ts'

export function look(): ReturnType<typeof lookAtFunction> {
  return lookAtFunction(invokeClient)
}
