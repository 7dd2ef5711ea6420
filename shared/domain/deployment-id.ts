import { createHash } from 'node:crypto'
import { encodeTime } from 'ulid'
import type { Millis } from './image.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The id of the deployment that a trigger starts on a target: a ULID of the trigger's time and a hash of what triggered,
 * so that the same trigger seen twice makes the same id.
 */
export function deploymentIdOf(at: Millis, target: string, trigger: string): string {
  const hash = createHash('sha256').update(`${target}\n${trigger}`).digest()
  const random = Array.from(hash.subarray(0, 16), (byte) => alphabet.charAt(byte % 32)).join('')
  return `${encodeTime(Math.max(0, Math.floor(at)), 10)}${random}`
}
