import { setTimeout } from 'node:timers/promises'

/** Lets whoever waits go on one after the other, so far apart. Throws when the signal is aborted meanwhile. */
export function takingTurns(apartMs: number): (signal: AbortSignal) => Promise<void> {
  let free = 0
  return async (signal) => {
    const now = performance.now()
    const at = Math.max(now, free)
    free = at + apartMs
    if (at > now) await setTimeout(at - now, undefined, { signal })
  }
}
