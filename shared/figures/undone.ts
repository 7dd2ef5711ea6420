import type { Millis } from '../domain/image.ts'
import type { Ended } from './ended.ts'

/** What a person's rollback took back: a release, or a change that was still on its way. */
export interface Undone {
  readonly change: Ended
  readonly by: Ended
}

/**
 * What persons took back on one target; `ended` by end, oldest first. A rollback takes back the change that was cancelled for it,
 * else the newest release before it that was not taken back yet, if that was proven at most `withinMs` before the rollback was
 * asked for.
 */
export function undoneBy(ended: readonly Ended[], withinMs: Millis): Undone[] {
  const undone: Undone[] = []
  for (const by of ended.filter(({ came }) => came === 'went-back')) {
    const taken = new Set(undone.map(({ change }) => change))
    const change = cancelledFor(ended, by) ?? releaseBefore(ended, by, taken, withinMs)
    if (change) undone.push({ change, by })
  }
  return undone
}

function cancelledFor(ended: readonly Ended[], by: Ended): Ended | undefined {
  return ended.find(({ brings, deployment }) => brings && deployment.successor === by.deployment.id)
}

function releaseBefore(
  ended: readonly Ended[],
  by: Ended,
  taken: ReadonlySet<Ended>,
  withinMs: Millis,
): Ended | undefined {
  const asked = by.deployment.trigger.at
  return ended.findLast(
    (change) =>
      change.came === 'released' &&
      !taken.has(change) &&
      change.deployment.endedAt <= asked &&
      asked - change.deployment.endedAt <= withinMs,
  )
}
