import type { Problem } from '../domain/observation.ts'
import { type Doing, problemOf } from './problem.ts'

/** Carries a problem from the call that met it to the port's border, where it becomes an answer. */
export class Refusal extends Error {
  override name = 'Refusal' as const
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.problem = problem
  }
}

/** Makes an AWS call. Throws {@link Refusal} for whatever comes back instead of an answer, or keeps it from being made. */
export async function calling<T>(doing: Doing, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    // Whoever gives the credentials has said already why there are none.
    if (error instanceof Refusal) throw error
    throw new Refusal(problemOf(error, doing), { cause: error })
  }
}

/** Stops here with a problem of our own finding. */
export function refuse(cause: Problem['cause'], message: string): never {
  throw new Refusal({ kind: 'problem', cause, message })
}

/** The port's border: a refusal is answered as its problem, a bug stays an exception. */
export async function answering<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.problem
    throw error
  }
}
