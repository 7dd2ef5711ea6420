import type { RunLimit } from './clock.ts'
import type { Timer } from './service.ts'

type Predicate = () => boolean | Promise<boolean>

interface Goal {
  readonly kind: 'instant' | 'predicate' | 'work'
  /** The instant waited for, or the deadline of a predicate. */
  readonly at: number
  readonly what: string
  readonly holds: Predicate
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What the clock is run for at the moment. */
export interface Goals {
  readonly add: (goal: number | Predicate, limit?: RunLimit) => Promise<void>
  /** `changed` is called when the work settles. Resolves as the work does. */
  readonly addWork: <T>(work: Promise<T>, changed: () => void) => Promise<T>
  /** Resolves the goals that hold and rejects those past their deadline. True when there was one. */
  readonly settle: () => Promise<boolean>
  /** Rejects the predicates: no timer is left that could make them true. */
  readonly nothingLeft: () => void
  /** Rejects every goal; with none, keeps the error for the next one. */
  readonly fail: (error: unknown) => void
  readonly throwUnreported: () => void
  readonly isEmpty: () => boolean
  /** Somebody waits for the world to grow older (not only for work from outside). */
  readonly wantsTime: () => boolean
  readonly hasInstant: () => boolean
  readonly hasOutsideWork: () => boolean
  /** The earliest instant or deadline. */
  readonly nextInstant: () => number | undefined
}

const DAY_MS = 24 * 60 * 60 * 1000
const SHOWN_TIMERS = 8

function describeTimers(timers: readonly Timer[]): string {
  if (timers.length === 0) return 'no timer is pending'
  const shown = timers.slice(0, SHOWN_TIMERS).map(({ at, what }) => `${new Date(at).toISOString()} ${what}`)
  const more = timers.length > SHOWN_TIMERS ? `, and ${timers.length - SHOWN_TIMERS} more` : ''
  return `pending: ${shown.join(', ')}${more}`
}

function gaveUp(goal: Goal, why: string, now: number, timers: readonly Timer[]): Error {
  return new Error(
    `${why} at ${new Date(now).toISOString()}, still waiting for: ${goal.what}; ${describeTimers(timers)}.`,
  )
}

/** Real time may have leapt over timers of a scaled clock: they run first. */
function isOver(instant: number, now: number, [next]: readonly Timer[]): boolean {
  return now >= instant && (next?.at ?? Number.POSITIVE_INFINITY) > instant
}

/** Keeps the goals of a running clock. */
export function createGoals(now: () => number, timers: () => readonly Timer[]): Goals {
  const goals = new Set<Goal>()
  const unreported: Error[] = []

  function enter(kind: Goal['kind'], at: number, what: string, holds: Predicate): Promise<void> {
    const error = unreported.shift()
    if (error) return Promise.reject(error)
    return new Promise((resolve, reject) => void goals.add({ kind, at, what, holds, resolve, reject }))
  }

  async function isSettled(goal: Goal): Promise<boolean> {
    try {
      if (await goal.holds()) goal.resolve()
      else if (goal.kind === 'predicate' && now() >= goal.at)
        goal.reject(gaveUp(goal, 'The limit passed', now(), timers()))
      else return false
    } catch (error) {
      goal.reject(error)
    }
    return goals.delete(goal)
  }

  async function settle(): Promise<boolean> {
    let settled = false
    for (const goal of goals) settled = (await isSettled(goal)) || settled
    return settled
  }

  async function addWork<T>(work: Promise<T>, changed: () => void): Promise<T> {
    await enter('work', Number.POSITIVE_INFINITY, 'work from outside', settledOf(work, changed))
    return work
  }

  return {
    add(goal, { limit = DAY_MS, what } = {}) {
      if (typeof goal === 'number')
        return enter('instant', goal, what ?? new Date(goal).toISOString(), () => isOver(goal, now(), timers()))
      return enter('predicate', now() + limit, what ?? String(goal), goal)
    },
    addWork,
    settle,
    nothingLeft() {
      for (const goal of goals) {
        if (goal.kind !== 'predicate') continue
        goals.delete(goal)
        goal.reject(gaveUp(goal, 'Nothing is left to happen', now(), timers()))
      }
    },
    fail(error) {
      if (goals.size === 0) unreported.push(error instanceof Error ? error : new Error(String(error)))
      for (const goal of goals) goal.reject(error)
      goals.clear()
    },
    throwUnreported() {
      const error = unreported.shift()
      if (error) throw error
    },
    ...readsOf(goals),
  }
}

/** Tells whether work has settled by now. */
function settledOf(work: Promise<unknown>, changed: () => void): () => boolean {
  let settled = false
  function end(): void {
    settled = true
    changed()
  }
  work.then(end, end)
  return () => settled
}

function readsOf(
  goals: ReadonlySet<Goal>,
): Pick<Goals, 'isEmpty' | 'wantsTime' | 'hasInstant' | 'hasOutsideWork' | 'nextInstant'> {
  const some = (...kinds: Goal['kind'][]) => [...goals].some((goal) => kinds.includes(goal.kind))
  return {
    isEmpty: () => goals.size === 0,
    wantsTime: () => some('instant', 'predicate'),
    hasInstant: () => some('instant'),
    hasOutsideWork: () => some('work'),
    nextInstant() {
      const instants = [...goals].map((goal) => goal.at).filter(Number.isFinite)
      return instants.length === 0 ? undefined : Math.min(...instants)
    },
  }
}
