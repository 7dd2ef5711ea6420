import type { ProofSight } from '../../domain/proof.ts'

/** A request that came to no answer worth judging. `words` go on after the address: `was refused a connection`. */
export class HttpTrouble extends Error {
  override name = 'HttpTrouble' as const
  /** `unknown` where it says nothing about what was asked. */
  readonly verdict: Exclude<ProofSight['verdict'], 'passed'>
  /** Nothing had arrived in the time there was. */
  readonly isLate: boolean

  constructor(verdict: HttpTrouble['verdict'], words: string, { isLate = false, cause }: Late = {}) {
    super(words, { cause })
    this.verdict = verdict
    this.isLate = isLate
  }
}

interface Late {
  readonly isLate?: boolean
  readonly cause?: unknown
}
