import type { GithubAuth } from '../config/normalised.ts'
import type { Millis } from '../domain/image.ts'
import { longestPauseSeconds } from '../notify/back-off.ts'
import type { Clock } from '../ports.ts'
import type { Repository } from './github-api.ts'

/** GitHub may refuse a new token for seconds, until all of it knows of that; its own library waits for five. */
const settledMs = 10_000

/** A refusal that long ago says nothing about the next one. A document that waits comes back sooner, however often it did. */
const forgottenMs = 2_000 * longestPauseSeconds

/** Whether a refused token is to be believed: not before a second one, made some time after the first, was refused too. */
export interface TokenDoubts {
  accepted(repository: Repository): void
  /** A token was refused: whether to try another one before anybody is troubled. */
  mayPass(repository: Repository): boolean
}

/**
 * One doubt for each token: an App has one for each owner. And one for each repository: a token that others take is refused there
 * all the same.
 */
export function tokenDoubts(clock: Clock, by: GithubAuth['by']): TokenDoubts {
  /** When what has a doubt was first refused. */
  const since = new Map<string, Millis>()
  function keysOf({ owner, name }: Repository): string[] {
    const place = owner.toLowerCase()
    return [by === 'app' ? place : '', `${place}/${name.toLowerCase()}`]
  }
  /** Notes a refusal; gives whether it is too soon to believe it. */
  function isDoubtful(key: string): boolean {
    const now = clock.now()
    const first = since.get(key)
    const begun = first === undefined || now - first > forgottenMs ? now : first
    since.set(key, begun)
    return now - begun < settledMs
  }
  return {
    accepted(repository) {
      for (const key of keysOf(repository)) since.delete(key)
    },
    mayPass: (repository) => keysOf(repository).map(isDoubtful).every(Boolean),
  }
}
