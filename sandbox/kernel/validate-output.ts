import { flawsOf } from './protocol/check-value.ts'
import type { OperationModel } from './protocol/service-model.ts'

/** A reply of the sandbox that the SDK's model does not allow: a bug of the sandbox, never of its client. */
class WrongReplyError extends Error {
  override readonly name = 'WrongReplyError'
}

/**
 * Checks what an operation returned against the SDK's own model: unknown members, missing required members, wrong types.
 * Throws {@link WrongReplyError} naming service, operation and each place.
 */
export function validateOutput(service: string, operation: OperationModel, output: unknown): void {
  const flaws = flawsOf(operation.output, output, 'output')
  if (flaws.length === 0) return
  const places = flaws.map(({ path, problem, text }) => `${path}: ${problem}, ${text}`)
  throw new WrongReplyError(
    `${service}:${operation.name} replied what the SDK's model does not allow. ${places.join('; ')}.`,
  )
}
