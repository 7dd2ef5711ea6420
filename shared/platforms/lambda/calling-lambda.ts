import { calling } from '../../aws/refusal.ts'

/** The function is busy with an update, or was changed since it was looked at. */
const passing =
  /^(ResourceConflictException|PreconditionFailedException): |^InvalidParameterValueException: CodeSHA256 /i

/** Makes a call to Lambda. Throws a Refusal for whatever comes back instead of an answer. */
export function callingLambda<T>(operation: string, subject: string, call: () => Promise<T>): Promise<T> {
  return calling({ action: `lambda:${operation}`, subject, passing }, call)
}
