import type { Clock } from '../ports.ts'

/** The only clock outside tests. */
export const systemClock: Clock = { now: () => Date.now() }
