import { AsyncLocalStorage } from 'node:async_hooks'
import { createHolds, type Hold } from './holds.ts'

/** What keeps a jumping clock from jumping, and the signal that something of it changed. */
export interface InFlight {
  /** Begins one piece of work; call the returned function once when it ends. */
  readonly begin: (what: string) => () => void
  /** Holds the clock back while `work` runs; what it parks lets go of this hold, and of no other. */
  readonly occupy: <T>(what: string, work: () => T | Promise<T>) => Promise<T>
  readonly busy: <T>(work: Promise<T>) => Promise<T>
  readonly parked: <T>(work: Promise<T>) => Promise<T>
  /** Work that holds the clock back now. */
  readonly count: () => number
  readonly list: () => readonly string[]
  readonly parkedCount: () => number
  /** Tells waiters that the world changed in a way this does not see by itself (a timer was added). */
  readonly touch: () => void
  /** Resolves at the next change, or after `ms` of real time. */
  readonly changed: (ms?: number) => Promise<void>
  /** True when nothing changed during several turns of the event loop. */
  readonly isQuiet: () => Promise<boolean>
}

/** Enough for a request already written to a loopback socket to be accepted, read and parsed. */
const QUIET_TURNS = 4

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Real waits that end early by `fire`. */
function createSignal(): { fire(): void; wait(ms?: number): Promise<void> } {
  const waiting = new Set<() => void>()
  return {
    fire() {
      for (const wake of waiting) wake()
    },
    wait(ms) {
      return new Promise((resolve) => {
        const timeout = ms === undefined ? undefined : setTimeout(wake, ms)
        function wake(): void {
          clearTimeout(timeout)
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
      })
    },
  }
}

/** Whether nothing changes and nothing is held for several turns of the event loop. */
async function staysQuiet(changes: () => number, held: () => number): Promise<boolean> {
  const before = changes()
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
    await nextTurn()
    if (changes() !== before || held() > 0) return false
  }
  return true
}

/** Counts work in flight. */
export function createInFlight(): InFlight {
  const signal = createSignal()
  const current = new AsyncLocalStorage<Hold>()
  const holds = createHolds(touch)
  let parked = 0
  let changes = 0

  function touch(): void {
    changes += 1
    signal.fire()
  }

  function begin(what: string): () => void {
    const hold = holds.open(what)
    return () => holds.close(hold)
  }

  async function occupy<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const hold = holds.open(what)
    try {
      return await current.run(hold, work)
    } finally {
      holds.close(hold)
    }
  }

  async function park<T>(work: Promise<T>): Promise<T> {
    const hold = current.getStore()
    if (hold === undefined || hold.ended) return work
    parked += 1
    const takeUp = holds.letGo(hold)
    try {
      return await work
    } finally {
      parked -= 1
      takeUp()
    }
  }

  return {
    begin,
    occupy,
    busy(work) {
      const end = begin('busy work')
      work.then(end, end)
      return work
    },
    parked: park,
    count: holds.count,
    list: holds.list,
    parkedCount: () => parked,
    touch,
    changed: (ms) => signal.wait(ms),
    isQuiet: () => staysQuiet(() => changes, holds.count),
  }
}
