import type { Policy } from './policy.ts'
import type { Deployment, TargetRecord } from './record.ts'
import { sameRelease } from './release.ts'

/** Whether a deployment goes back to what was proven here before: what cannot be told of it now is no reason to leave it again. */
export function isWayBack(
  { ledger, manifests }: TargetRecord,
  { trigger, goal }: Pick<Deployment, 'trigger' | 'goal'>,
): boolean {
  if (trigger.kind !== 'rollback' && trigger.kind !== 'repair') return false
  return ledger.some(({ release }) => sameRelease(release, goal, manifests) && sameRelease(goal, release, manifests))
}

/** Without what compares with the time before: that was the release that is gone back from. */
export function withoutComparisons({ proofs, ...policy }: Policy): Policy {
  const left = proofs?.filter(({ kind }) => kind !== 'metric') ?? []
  return left.length > 0 ? { ...policy, proofs: left } : policy
}
