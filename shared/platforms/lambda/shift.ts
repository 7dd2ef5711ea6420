import type { Shift } from '../../config/normalised.ts'
import type { Millis } from '../../domain/image.ts'

/** The next share of the traffic that the new version gets, and how long the present one must have lasted before. */
export interface NextShare {
  /** Whole percents; 100 ends the shift. */
  readonly percent: number
  readonly afterMs: Millis
}

/** What follows on a share of `percent` (0: the version is published and gets no traffic yet). */
export function nextShare(shift: Shift, percent: number): NextShare {
  if (shift.kind === 'all-at-once') return { percent: 100, afterMs: 0 }
  if (percent === 0) return { percent: shift.percent, afterMs: 0 }
  if (shift.kind === 'canary') return { percent: 100, afterMs: shift.forMs }
  return { percent: Math.min(100, percent + shift.percent), afterMs: shift.everyMs }
}

/** What is done to get to a share: `moves 20 % of the traffic to version 8`. */
export function shiftWords(percent: number, version: string): string {
  return percent === 100
    ? `moves all traffic to version ${version}`
    : `moves ${percent} % of the traffic to version ${version}`
}
