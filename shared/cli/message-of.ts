import { CannotAsk } from './refusals.ts'
import { cleanLines } from './show/clean.ts'

/** What an answer of a function says to people. Throws `CannotAsk` when it says nothing. */
export function messageOf(answer: unknown, key: string): string {
  const { message } = Object(answer)
  if (typeof message === 'string') return cleanLines(message)
  throw new CannotAsk(
    `${key} answered something else than was expected. Deploy the stack again: it is of another version.`,
  )
}
