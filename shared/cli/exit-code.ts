import { FunctionFailed } from '../aws/function-failed.ts'
import { ConfigurationBroken, ConfigurationMissing } from '../config/read-config-files.ts'
import { CalledWrongly, CannotAsk, Refused } from './refusals.ts'

/** What every command may end with. */
export const done = 0
export const refused = 1
export const calledWrongly = 2

/** What is said about an error, and the exit code: 1 for what is refused or found wrong, 2 where nobody could be asked. */
export function tellError(error: unknown, isDebug: boolean): { readonly words: string; readonly code: number } {
  const trace = isDebug && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : ''
  return { words: `${wordsOf(error)}${trace}`, code: exitCodeOf(error) }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof FunctionFailed) return error.type === 'BadCommand' ? refused : calledWrongly
  if (error instanceof ConfigurationMissing) return calledWrongly
  return error instanceof ConfigurationBroken || error instanceof Refused ? refused : calledWrongly
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `Something unforeseen happened: ${String(error)}`
  if (isForeseen(error)) return error.message
  return `Something unforeseen happened: ${error.name}: ${error.message}. Where: the same call with --debug.`
}

/** Says all that helps by itself. */
function isForeseen(error: Error): boolean {
  return [FunctionFailed, ConfigurationBroken, Refused, CalledWrongly, CannotAsk].some((kind) => error instanceof kind)
}
