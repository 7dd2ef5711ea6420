import { Refusal } from '../aws/refusal.ts'
import type { Proof, ProofSight } from '../domain/proof.ts'
import type { Clock } from '../ports.ts'
import type { ProofAsk, Provers } from '../proof-ports.ts'
import { type About, type LookAt, type Verdict, verdictOf } from './sight.ts'

/** How each kind of proof is looked at; absent is what the configuration asked for none of when this was packaged. */
export interface Looks {
  readonly http?: LookAt<Extract<Proof, { kind: 'http' }>>
  readonly metric?: LookAt<Extract<Proof, { kind: 'metric' }>>
  readonly log?: LookAt<Extract<Proof, { kind: 'log' }>>
  readonly function?: LookAt<Extract<Proof, { kind: 'function' }>>
}

/** What all looks of a target may take together, ms: ten targets share the thirty seconds of a run. */
const longestLookMs = 6_000

/** Looks that go on at the same time. */
const atOnce = 10

/** Looks at proofs side by side. What could not be told, for whatever reason of the other side's, is `unknown`. */
export function lookingAtProofs(looks: Looks, clock: Clock, lookMs = longestLookMs): Provers {
  return {
    async look(ask) {
      const began = performance.now()
      const patience = new AbortController()
      const timer = setTimeout(() => patience.abort(), lookMs)
      try {
        const left = (): number => lookMs - (performance.now() - began)
        const about: About = { ...ask, now: clock.now(), left, signal: patience.signal }
        return await inTurns(ask, (proof) => sightOf(proof, looks, about))
      } finally {
        clearTimeout(timer)
        patience.abort()
      }
    },
  }
}

/** Each of so many workers takes the next proof that nobody has taken. */
async function inTurns({ proofs }: ProofAsk, look: (proof: Proof) => Promise<ProofSight>): Promise<ProofSight[]> {
  const waiting = proofs.entries()
  const sights: ProofSight[] = []
  const work = async (): Promise<void> => {
    for (const [index, proof] of waiting) sights[index] = await look(proof)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, proofs.length) }, work))
  return sights
}

async function sightOf(proof: Proof, looks: Looks, about: About): Promise<ProofSight> {
  return { name: proof.name, at: about.now, ...(await verdict(proof, looks, about)) }
}

async function verdict(proof: Proof, looks: Looks, about: About): Promise<Verdict> {
  if (about.signal.aborted) return outOfTime
  const over = Promise.withResolvers<Verdict>()
  const end = (): void => over.resolve(outOfTime)
  about.signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([looked(proof, looks, about), over.promise])
  } catch (error) {
    if (error instanceof Refusal) return verdictOf('unknown', error.problem.message)
    throw error
  } finally {
    about.signal.removeEventListener('abort', end)
  }
}

const outOfTime = verdictOf(
  'unknown',
  `could not be looked at in the ${longestLookMs / 1000} s that all proofs of a target have`,
)

function looked(proof: Proof, looks: Looks, about: About): Promise<Verdict> | Verdict {
  switch (proof.kind) {
    case 'http':
      return looks.http?.(proof, about) ?? notPackaged
    case 'metric':
      return looks.metric?.(proof, about) ?? notPackaged
    case 'log':
      return looks.log?.(proof, about) ?? notPackaged
    case 'function':
      return looks.function?.(proof, about) ?? notPackaged
  }
}

/** A deployment keeps the policy it started with; the bundle holds what the configuration of now asks for. */
const notPackaged = verdictOf(
  'unknown',
  'could not be looked at: this Longshore was packaged without proofs of this kind. Put one back into longshore.yml until the deployment has ended',
)
