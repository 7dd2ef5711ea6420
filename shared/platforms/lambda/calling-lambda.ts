import { calling, Refusal, refuse } from '../../aws/refusal.ts'

/** The function is busy with an update, or was changed since it was looked at. */
const passing =
  /^(ResourceConflictException|PreconditionFailedException): |^InvalidParameterValueException: CodeSHA256 /i

/** Makes a call to Lambda. Throws a Refusal for whatever comes back instead of an answer. */
export function callingLambda<T>(operation: string, subject: string, call: () => Promise<T>): Promise<T> {
  return calling({ action: `lambda:${operation}`, subject, passing }, call)
}

/** The same for what the target itself is: when it is gone, that is what is to be said. */
export async function readingThing<T>(operation: string, subject: string, call: () => Promise<T>): Promise<T> {
  try {
    return await callingLambda(operation, subject, call)
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.cause !== 'gone') throw error
    return refuse(
      'gone',
      `There is no ${subject}. Create it, or take the target out of longshore.yml and deploy Longshore again.`,
    )
  }
}
