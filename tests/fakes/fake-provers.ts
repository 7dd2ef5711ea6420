import type { Digest, Millis } from '../../shared/domain/image.ts'
import type { Problem } from '../../shared/domain/observation.ts'
import type { ProofSight, ScanSight } from '../../shared/domain/proof.ts'
import type { Clock } from '../../shared/ports.ts'
import type { Provers, Scans } from '../../shared/proof-ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** What was seen of a proof of a deployment. */
export interface Look extends ProofSight {
  readonly deploymentId: string
  /** How long after it was seen rolled out. */
  readonly afterMs: Millis
}

export interface FakeProvers extends Provers {
  /** In order. */
  readonly looks: readonly Look[]
}

/** Proofs that come to what `verdict` says, asked once for each look; step `look`. */
export function fakeProvers(options: {
  readonly clock: Clock
  readonly touch?: Touch
  readonly verdict: (deploymentId: string, name: string, afterMs: Millis) => ProofSight['verdict']
}): FakeProvers {
  const { clock, touch = untouched, verdict } = options
  const looks: Look[] = []
  return {
    looks,
    look: ({ deploymentId, proofs, rolledOutAt }) =>
      touching(touch, 'look', () => {
        const at = clock.now()
        const about = { deploymentId, at, afterMs: at - rolledOutAt }
        const seen = proofs.map(({ name }): Look => {
          const came = verdict(deploymentId, name, about.afterMs)
          return { ...about, name, verdict: came, words: `looked and ${came}` }
        })
        looks.push(...seen)
        return seen.map(({ deploymentId: _id, afterMs: _after, ...sight }) => sight)
      }),
  }
}

/** Scans that find what `found` says of an image; step `findings`. */
export function fakeScans(options: {
  readonly touch?: Touch
  readonly found: (digest: Digest) => Pick<ScanSight, 'kind' | 'counts'> | Problem
}): Scans {
  const { touch = untouched, found } = options
  return {
    findings: (repository, digest) =>
      touching(touch, 'findings', () => {
        const sight = found(digest)
        return sight.kind === 'problem' ? sight : { ...sight, repository, digest, worst: [] }
      }),
  }
}
