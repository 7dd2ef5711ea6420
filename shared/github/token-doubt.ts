import type { Millis } from '../domain/image.ts'
import type { Clock } from '../ports.ts'

/** GitHub may refuse a new token for seconds, until all of it knows of that; its own library waits for five. */
const settledMs = 10_000

/** A refusal that long ago says nothing about the next one. */
const forgottenMs = 5 * 60_000

/** Whether a refused token is to be believed: not before a second one, made some time after the first, was refused too. */
export interface TokenDoubt {
  accepted(): void
  /** A token was refused: whether to try another one before anybody is troubled. */
  mayPass(): boolean
}

export function tokenDoubt(clock: Clock): TokenDoubt {
  let since: Millis | undefined
  return {
    accepted() {
      since = undefined
    },
    mayPass() {
      const now = clock.now()
      if (since === undefined || now - since > forgottenMs) since = now
      return now - since < settledMs
    },
  }
}
