import type { FunctionError } from '../services/lambda/function.ts'

/** An error as Lambda reports it to whoever invoked the function. */
export function describeError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) }
  const trace = error.stack?.split('\n') ?? []
  return { errorType: error.name, errorMessage: error.message, trace }
}
