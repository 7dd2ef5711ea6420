import type { Evidence } from './fact.ts'
import type { Millis } from './image.ts'
import type { Attempt, OwnRollout } from './record.ts'

/** Most stopped instances an attempt remembers with what they died of. */
const sampleBound = 20

/** Most instances it counts: no service is allowed more failures. */
const countBound = 200

/** The attempt with its own rollout: what others' instances died of is forgotten. */
export function withRollout(attempt: Attempt, rollout: OwnRollout): Attempt {
  if (attempt.rollout?.id === rollout.id) return { ...attempt, rollout }
  const { died: _others, ...rest } = attempt
  return { ...rest, rollout, evidence: attempt.evidence.filter((evidence) => evidence.rollout === rollout.id) }
}

/** Adds conclusive failures since `from`, each instance once; of the own rollout only, as soon as that is known. */
export function withEvidence(attempt: Attempt, found: readonly Evidence[], from: Millis = 0): Attempt {
  const known = new Set(attempt.evidence.map((evidence) => evidence.task))
  const counted = new Set(attempt.died)
  const fresh = found.filter(
    (evidence) =>
      evidence.conclusive &&
      evidence.at >= from &&
      isOwn(attempt, evidence) &&
      !known.has(evidence.task) &&
      !counted.has(shortName(evidence)),
  )
  if (fresh.length === 0) return attempt
  return bounded(attempt, [...attempt.evidence, ...new Map(fresh.map((item) => [item.task, item])).values()])
}

function isOwn({ rollout }: Attempt, evidence: Evidence): boolean {
  return rollout === undefined || evidence.rollout === rollout.id
}

/** The oldest give way to the newest, and are only counted from then on. */
function bounded(attempt: Attempt, evidence: readonly Evidence[]): Attempt {
  const surplus = evidence.slice(0, -sampleBound).filter((item) => item.rollout === attempt.rollout?.id)
  const died = [...(attempt.died ?? []), ...surplus.map(shortName)].slice(-countBound)
  return { ...attempt, evidence: evidence.slice(-sampleBound), ...(died.length > 0 ? { died } : {}) }
}

/** Enough of an instance's id to know it again. */
function shortName({ task }: Evidence): string {
  return task.slice(-10)
}

/** Conclusive failures of one rollout with what each died of, as far as remembered. */
export function failuresOf(attempt: Attempt, rolloutId: string | undefined): readonly Evidence[] {
  return attempt.evidence.filter((evidence) => evidence.conclusive && evidence.rollout === rolloutId)
}

/** How many instances of one rollout failed conclusively. */
export function deathsOf(attempt: Attempt, rolloutId: string | undefined): number {
  const counted = attempt.rollout?.id === rolloutId ? (attempt.died?.length ?? 0) : 0
  return failuresOf(attempt, rolloutId).length + counted
}
