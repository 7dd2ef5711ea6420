import type { AdvanceEffect } from './effect.ts'
import type { Millis } from './image.ts'
import type { Rollout } from './observation.ts'
import type { Attempt, TargetRecord } from './record.ts'
import { act, type Step, wait } from './step.ts'
import { visibleWithinMs } from './verdict.ts'

/** Times have a grain of a minute. */
const lookEachMs = 60_000

/**
 * The next step of a rollout that Longshore leads: taken when the stage has lasted long enough, and again when it is still
 * there a minute later. Until then it is looked at each minute: somebody may take the target over. Undefined when the platform leads by itself. `kept` puts the attempt back into the record.
 */
export function advancing(
  deploymentId: string,
  attempt: Attempt,
  { id, stage = '', next }: Rollout,
  now: Millis,
  kept: (attempt: Attempt) => TargetRecord,
  refused?: (why: string) => Step,
): Step | undefined {
  if (!next) return undefined
  const dueAt = Math.max(attempt.progress.at + next.afterMs, againAt(attempt, stage))
  if (now < dueAt) {
    const words = `${stage}: ${next.what} in ${Math.ceil((dueAt - now) / 1000)} s`
    return wait(kept(attempt), words, Math.min(dueAt, now + lookEachMs))
  }
  const { led } = attempt
  if (refused && led?.stage === stage && led.refusal !== undefined) return refused(led.refusal)
  const record = kept({ ...attempt, led: { stage, at: now } })
  const effect: AdvanceEffect = {
    ...{ kind: 'advance', deploymentId, release: attempt.release, rollout: id, stage },
    ...(record.unfinished ? { overtakes: record.unfinished } : {}),
  }
  return act(record, [effect], next.what)
}

/** What was asked for may take a while to be seen. */
function againAt({ led }: Attempt, stage: string): Millis {
  return led?.stage === stage ? led.at + visibleWithinMs : 0
}
