import type { ProofStanding } from '../domain/proof.ts'
import type { Deployment, State } from '../domain/record.ts'
import { redact } from '../redact.ts'

/** What the last look at each proof came to: `health passed at 2026-11-16T09:08:00.000Z: GET … answered 200`. */
export function proofsSoFar(state: State, { policy, proofs: seen = [] }: Deployment): { proofs?: readonly string[] } {
  if (state.name !== 'proving' || !policy.proofs) return {}
  return {
    proofs: policy.proofs.map(({ name }) =>
      inWords(
        name,
        seen.find((standing) => standing.name === name),
      ),
    ),
  }
}

function inWords(name: string, standing: ProofStanding | undefined): string {
  if (!standing) return `${name} not looked at yet`
  const { verdict, at, words } = standing
  return redact(`${name} ${verdict} at ${new Date(at).toISOString()}: ${words}`)
}
