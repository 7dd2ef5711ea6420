import type { Digest } from './domain/image.ts'
import type { ProofNeeds } from './domain/needs.ts'
import type { Problem } from './domain/observation.ts'
import type { ProofSight, ScanSight } from './domain/proof.ts'

/** Proofs to be looked at now, of one deployment. */
export interface ProofAsk extends ProofNeeds {
  readonly target: string
}

/**
 * Looks at proofs. Never throws for what the other side answers, or does not: that is a sight, `unknown` where it cannot be
 * told. Bounded: all looks of one ask take 6 s at most.
 */
export interface Provers {
  /** One sight per proof, by its name. */
  look(ask: ProofAsk): Promise<readonly ProofSight[]>
}

/** What scans of images found. Never throws for what the registry answers. */
export interface Scans {
  /** The scan of an image; of an index the worst of its children. One that has not begun yet is `pending`. */
  findings(repository: string, digest: Digest): Promise<ScanSight | Problem>
}
