import type { Random } from './service.ts'

/** When a fault strikes, among the calls (or events) its other conditions match. */
export interface FaultTiming {
  /** Only the nth match, counted from 1. */
  readonly nth?: number
  /** At most so many times; by default for ever (for `nth`: once). */
  readonly times?: number
  /** The chance of each match, 0 to 1; default 1. */
  readonly probability?: number
  /** World time (epoch ms) from which, and before which, the fault may strike. */
  readonly from?: number
  readonly until?: number
}

/** A fault that was set: how often it struck, and a way to lift it. */
export interface FaultHandle {
  readonly hits: () => number
  readonly remove: () => void
}

export interface Timing {
  readonly strikes: (now: number) => boolean
  readonly hits: () => number
}

/** Decides, match by match, whether a fault strikes. Draws a number only where a probability asks for one. */
export function createTiming(timing: FaultTiming, random: Random): Timing {
  let seen = 0
  let hits = 0

  function isTurn(now: number): boolean {
    if (now < (timing.from ?? Number.NEGATIVE_INFINITY) || now >= (timing.until ?? Number.POSITIVE_INFINITY))
      return false
    seen += 1
    if (timing.nth !== undefined && seen !== timing.nth) return false
    if (hits >= (timing.times ?? Number.POSITIVE_INFINITY)) return false
    return timing.probability === undefined || random.next() < timing.probability
  }

  return {
    strikes(now) {
      const strikes = isTurn(now)
      if (strikes) hits += 1
      return strikes
    },
    hits: () => hits,
  }
}
