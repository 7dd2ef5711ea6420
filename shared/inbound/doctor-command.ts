import * as z from 'zod/mini'
import { readCommand } from './command.ts'
import type { Refused } from './unwanted.ts'

/** Checks the account; with `sendTest` Slack and SNS really get a message. */
export interface DoctorCommand {
  readonly kind: 'doctor'
  readonly sendTest: boolean
  readonly by: string
}

const Payload = z.strictObject({
  sendTest: z._default(z.boolean(), false),
  by: z._default(z.string().check(z.minLength(1), z.maxLength(200)), 'unknown'),
})

/** Reads `{}`, `{"sendTest":true,"by":"alice"}`. */
export function parseDoctor(payload: unknown): DoctorCommand | Refused {
  return readCommand({ name: 'doctor', Payload, payload, known: { targets: [] } }, (data) => ({
    kind: 'doctor',
    ...data,
  }))
}
