import { AwsError } from '../service.ts'
import { type Flaw, flawsOf } from './check-value.ts'
import type { OperationModel } from './service-model.ts'

function memberPath(flaw: Flaw): string {
  return flaw.path.replace(/^input\.?/, '')
}

function refusal(operation: OperationModel, flaw: Flaw): AwsError {
  const path = memberPath(flaw)
  if (flaw.problem === 'missing-member') {
    return new AwsError(
      'ValidationException',
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    )
  }
  if (flaw.problem === 'wrong-type') return new AwsError('SerializationException', `At '${path}': ${flaw.text}.`)
  return new AwsError(
    'ValidationException',
    `${operation.name} has no member '${path}' in the SDK's model that the sandbox was built with. Remove it, or update the SDK.`,
  )
}

/** Refuses what the SDK's model does not allow in a request, in the words AWS uses for a missing member. */
export function validateInput(operation: OperationModel, input: Record<string, unknown>): void {
  const [first] = flawsOf(operation.input, input, 'input')
  if (first !== undefined && operation.input.kind !== 'unit') throw refusal(operation, first)
}
