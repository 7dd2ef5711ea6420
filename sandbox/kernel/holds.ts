/** One piece of work that holds the clock back, and how much of it is parked. */
export interface Hold {
  readonly what: string
  parked: number
  ended: boolean
}

/** Counts holds. A hold counts while it is open and nothing of it is parked. */
export interface Holds {
  readonly open: (what: string) => Hold
  readonly close: (hold: Hold) => void
  /** The first thing parked lets go of the hold; the returned function takes it up again when it was the last. */
  readonly letGo: (hold: Hold) => () => void
  readonly count: () => number
  /** What holds the clock back now, in words. */
  readonly list: () => readonly string[]
}

/** `changed` is called after each change. */
export function createHolds(changed: () => void): Holds {
  const counted = new Set<Hold>()
  return {
    open(what) {
      const hold = { what, parked: 0, ended: false }
      counted.add(hold)
      changed()
      return hold
    },
    close(hold) {
      hold.ended = true
      if (counted.delete(hold)) changed()
    },
    letGo(hold) {
      hold.parked += 1
      counted.delete(hold)
      changed()
      return () => {
        hold.parked -= 1
        if (hold.parked === 0 && !hold.ended) counted.add(hold)
        changed()
      }
    },
    count: () => counted.size,
    list: () => [...counted].map((hold) => hold.what),
  }
}
