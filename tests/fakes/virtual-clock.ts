import type { Millis } from '../../shared/domain/image.ts'
import type { Clock } from '../../shared/ports.ts'

/** A clock that stands still until it is told. */
export interface VirtualClock extends Clock {
  advance(ms: Millis): void
  /** Moves forward to `at`; never back. */
  moveTo(at: Millis): void
}

export function virtualClock(start: Millis = Date.UTC(2026, 10, 16, 9)): VirtualClock {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
    moveTo(at) {
      now = Math.max(now, at)
    },
  }
}
