import type { Proof, ProofSight } from '../domain/proof.ts'
import { tidy } from '../notify/tidy.ts'

/** What a look came to; at which proof and when, whoever asked adds. */
export type Verdict = Pick<ProofSight, 'verdict' | 'words' | 'searchedTo'>

/** Longest words of a sight. */
const longestWords = 300

export function verdictOf(verdict: ProofSight['verdict'], words: string): Verdict {
  return { verdict, words: tidy(words, longestWords) }
}

/** One kind of look. `signal`: aborted when the time of the look is over. May throw `Refusal` for what AWS answers. */
export type LookAt<P extends Proof> = (proof: P, about: About) => Promise<Verdict>

/** Of which deployment, and how long there is. */
export interface About {
  readonly target: string
  readonly deploymentId: string
  readonly startedAt: number
  readonly rolledOutAt: number
  readonly now: number
  readonly searchedTo?: Readonly<Record<string, number>>
  /** ms until `signal` is aborted. */
  readonly left: () => number
  readonly signal: AbortSignal
}
