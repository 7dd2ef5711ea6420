import type { DeploymentSummary } from '../domain/announcement.ts'
import type { Millis } from '../domain/image.ts'
import type { Ended } from './ended.ts'

/** What a person's rollback took back: a release, or a change that was still on its way. */
export interface Undone {
  readonly change: Ended
  readonly by: Ended
}

type Images = DeploymentSummary['to']

/**
 * What persons took back on one target; `ended` by end, oldest first. A rollback takes back the change that was cancelled for it,
 * else the newest release that ran before it and does not after it and was not taken back yet, if that was proven at most `withinMs`
 * before the rollback was asked for. What came of the rollback does not matter: that somebody asked says enough.
 */
export function undoneBy(ended: readonly Ended[], withinMs: Millis): Undone[] {
  const undone: Undone[] = []
  const taken = new Set<Ended>()
  for (const by of ended.filter(({ goesBack }) => goesBack)) {
    const change = cancelledFor(ended, by) ?? releaseBefore(ended, by, taken, withinMs)
    if (!change) continue
    taken.add(change)
    undone.push({ change, by })
  }
  return undone
}

function cancelledFor(ended: readonly Ended[], by: Ended): Ended | undefined {
  return ended.find(({ brings, touches, deployment }) => {
    return brings && touches && deployment.successor === by.deployment.id
  })
}

/** Going forward again to what was released later takes nothing back. */
function releaseBefore(
  ended: readonly Ended[],
  by: Ended,
  taken: ReadonlySet<Ended>,
  withinMs: Millis,
): Ended | undefined {
  const { startedAt, trigger, from, to, changed } = by.deployment
  if (changed.length === 0) return undefined
  const released = ended.filter(({ came, deployment }) => came === 'released' && deployment.endedAt <= startedAt)
  const at = released.findLastIndex((one) => !taken.has(one) && runIn(one.deployment.to, from))
  const change = released[at]
  if (!change || trigger.at - change.deployment.endedAt > withinMs) return undefined
  return released.slice(at).some(({ deployment }) => runIn(deployment.to, to)) ? undefined : change
}

/** Whether images are all among those that run. */
export function runIn(images: Images, running: Images | undefined): boolean {
  return Object.entries(images).every(([container, { digest }]) => running?.[container]?.digest === digest)
}
