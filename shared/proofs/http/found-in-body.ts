import { createContext, Script } from 'node:vm'
import type { HttpProof } from '../../domain/proof.ts'
import { errorCode } from './error-code.ts'
import { HttpTrouble } from './http-trouble.ts'

/** Longest time that one expression may search one body, ms. */
const searchMs = 250

/** Whether a body holds what was asked for. Throws `HttpTrouble` for an expression that takes too long to tell. */
export function isInBody(body: string, wanted: NonNullable<HttpProof['body']>): boolean {
  return 'contains' in wanted ? body.includes(wanted.contains) : matches(body, wanted.matches)
}

/** An expression that goes back and forth for ever can only be stopped from outside: by the virtual machine that runs it. */
function matches(body: string, source: string): boolean {
  const context = createContext({ body, source })
  try {
    return new Script('new RegExp(source, "u").test(body)').runInContext(context, { timeout: searchMs }) === true
  } catch (error) {
    const isEndless = errorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    const why = isEndless ? `takes more than ${searchMs} ms on its answer` : `is none (${String(error)})`
    throw new HttpTrouble('unknown', `was not judged: the expression under body.matches ${why}. Write a simpler one`, {
      cause: error,
    })
  }
}
