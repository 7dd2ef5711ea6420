import { AwsError } from '../../kernel/service.ts'
import type { SimulatedFunction } from './state.ts'

/** @throws {AwsError} 409 while the function is being created or updated */
export function refuseDuringUpdate(found: SimulatedFunction): void {
  if (found.lifecycle.state === 'Pending') {
    throw conflict(
      `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
    )
  }
  if (found.lastUpdate.status === 'InProgress') {
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${found.arn}`,
    )
  }
}

/** @throws {AwsError} 412 when the caller looked at something older */
export function refuseStaleRevision(current: string, given: unknown): void {
  if (given === undefined || given === current) return
  throw new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
  )
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, 409)
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
