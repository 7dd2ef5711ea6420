import type { Clock, Nudge, NudgeQueue } from '../../shared/ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

const deduplicationMs = 5 * 60_000

export interface MemoryNudgeQueue extends NudgeQueue {
  /** What waits, oldest first. */
  waiting(): readonly Nudge[]
  /** Takes the nudge at `position` out for good. */
  take(position?: number): Nudge | undefined
}

/** NudgeQueue in memory; step `nudge`. Swallows equal ids for five minutes, also after they were taken. */
export function memoryNudgeQueue(clock: Clock, touch: Touch = untouched): MemoryNudgeQueue {
  const waiting: Nudge[] = []
  const seen = new Map<string, number>()
  function isNew(nudge: Nudge): boolean {
    const before = seen.get(nudge.dedupId)
    if (before !== undefined && clock.now() - before < deduplicationMs) return false
    seen.set(nudge.dedupId, clock.now())
    return true
  }
  return {
    send: (nudges) => touching(touch, 'nudge', () => void waiting.push(...nudges.filter(isNew))),
    waiting: () => waiting,
    take: (position = 0) => waiting.splice(position, 1)[0],
  }
}
