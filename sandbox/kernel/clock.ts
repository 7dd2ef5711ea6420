import { createGoals } from './clock-goals.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import type { Clock, Timer } from './service.ts'
import { createSharedTime, type SharedTime } from './shared-time.ts'
import { createTimerQueue, type TimerQueue } from './timer-queue.ts'

export interface ClockOptions {
  /** `jump`: idle time is skipped. `scaled`: the world's time runs at `speed` times real time. Default `jump`. */
  readonly mode?: 'jump' | 'scaled'
  /** Only for `scaled`; default 1. */
  readonly speed?: number
  /** Epoch ms at which the world begins. */
  readonly start: number
}

export interface RunLimit {
  /** World milliseconds after which `runUntil` gives up; default one day. */
  readonly limit?: number
  /** What is waited for, in words, for the error's message. */
  readonly what?: string
}

/**
 * The clock as tests and scenarios drive it. Time passes only while the clock runs:
 * inside `runUntil` and `during`, and between `start()` and `stop()`. What the sandbox itself does (requests it answers,
 * functions it runs) holds a jump back; a call that a test leaves unawaited is seen only once it has arrived: wrap it in `busy`.
 */
export interface SandboxClock extends Clock {
  readonly mode: 'jump' | 'scaled'
  /**
   * Runs until the goal holds with nothing in flight: an instant (epoch ms; its timers have run) or a predicate.
   * Rejects when the limit passes, when nothing is left that could make the predicate true, or when a timer's callback fails.
   */
  readonly runUntil: (goal: number | (() => boolean | Promise<boolean>), limit?: RunLimit) => Promise<void>
  /** Runs while `work` is unsettled; jumps only when something is parked on the clock. Returns what `work` does. */
  readonly during: <T>(work: Promise<T>) => Promise<T>
  readonly start: () => void
  /** Stops running. Throws the first failure of a timer's callback that nobody was told about. */
  readonly stop: () => void
  /** Pending timers, in the order they will run. */
  readonly timers: () => readonly Timer[]
  /** Holds a jump back until the returned function is called. `what` names it in `holding`. */
  readonly hold: (what: string) => () => void
  /** Holds a jump back while `work` runs; inside it `parked` lets go. */
  readonly occupy: <T>(what: string, work: () => T | Promise<T>) => Promise<T>
  /** What holds a jump back now, in words: why a run that never ends does not end. */
  readonly holding: () => readonly string[]
  /** Resolves when the world is `ms` older. An operation that waits for it parks it, or the clock waits for the operation. */
  readonly sleep: (ms: number, what: string) => Promise<void>
}

/** What the clock's driver works on. */
interface Parts {
  readonly time: SharedTime
  readonly queue: TimerQueue
  readonly inFlight: InFlight
  readonly goals: ReturnType<typeof createGoals>
  readonly speed: number
  readonly isStarted: () => boolean
}

/** How often a predicate is asked again while a scaled clock waits for its next timer. */
const POLL_REAL_MS = 5
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Runs every timer that is due, in order, without waiting for what they start. */
function runDue(parts: Parts): boolean {
  const now = parts.time.now()
  let timer = parts.queue.takeDue(now)
  if (timer === undefined) return false
  while (timer !== undefined) {
    parts.inFlight.occupy(timer.what, timer.run).catch(parts.goals.fail)
    timer = parts.queue.takeDue(now)
  }
  return true
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}

/** Nothing is in flight and no timer is left: only real input/output from outside can change anything now. */
async function waitOutside({ goals, inFlight }: Parts): Promise<void> {
  goals.nothingLeft()
  if (goals.isEmpty()) return
  await inFlight.changed(POLL_REAL_MS)
}

async function jumpStep(parts: Parts): Promise<void> {
  const { queue, goals, inFlight, time } = parts
  if (runDue(parts)) return
  if (inFlight.count() > 0) return inFlight.changed(goals.hasOutsideWork() ? POLL_REAL_MS : undefined)
  if (!(await inFlight.isQuiet())) return
  if (await goals.settle()) return
  if (!goals.wantsTime() && !parts.isStarted() && inFlight.parkedCount() === 0) return waitOutside(parts)
  const next = queue.peek()?.at
  if (next === undefined && !goals.hasInstant()) {
    return parts.isStarted() && goals.isEmpty() ? inFlight.changed() : waitOutside(parts)
  }
  const at = earliest(next, goals.nextInstant())
  if (at !== undefined && at > time.now()) time.set(at, 0)
}

async function scaledStep(parts: Parts): Promise<void> {
  const { queue, goals, inFlight, time, speed } = parts
  if (runDue(parts)) return
  if (inFlight.count() === 0 && (await inFlight.isQuiet())) {
    if (await goals.settle()) return
    if (queue.peek() === undefined) goals.nothingLeft()
    if (goals.isEmpty() && !parts.isStarted()) return
  }
  const at = earliest(queue.peek()?.at, goals.nextInstant())
  const untilNext = at === undefined ? LONGEST_TIMEOUT_MS : Math.max(0, (at - time.now()) / speed)
  await inFlight.changed(Math.min(untilNext, goals.isEmpty() ? LONGEST_TIMEOUT_MS : POLL_REAL_MS))
}

/** Creates a clock standing still at `start`. */
export function createClock(options: ClockOptions): SandboxClock {
  const mode = options.mode ?? 'jump'
  const speed = mode === 'jump' ? 0 : (options.speed ?? 1)
  const time = createSharedTime(options.start)
  const queue = createTimerQueue()
  const inFlight = createInFlight()
  const goals = createGoals(time.now, queue.list)
  let started = false
  let driving = false
  const parts: Parts = { time, queue, inFlight, goals, speed, isStarted: () => started }

  async function drive(): Promise<void> {
    if (driving) return inFlight.touch()
    driving = true
    time.set(time.now(), speed)
    while (started || !goals.isEmpty()) await (mode === 'jump' ? jumpStep(parts) : scaledStep(parts))
    time.set(time.now(), 0)
    driving = false
  }

  function at(instant: number, what: string, run: () => void | Promise<void>): Timer {
    const timer = queue.add(instant, what, run)
    inFlight.touch()
    return timer
  }

  function runGoal<T>(goal: Promise<T>): Promise<T> {
    drive().catch(goals.fail)
    return goal
  }

  return {
    mode,
    now: time.now,
    at,
    after: (ms, what, run) => at(time.now() + ms, what, run),
    cancel: queue.cancel,
    busy: inFlight.busy,
    parked: inFlight.parked,
    shared: time.buffer,
    runUntil: (goal, limit) => runGoal(goals.add(goal, limit)),
    during: (work) => runGoal(goals.addWork(work, inFlight.touch)),
    start() {
      started = true
      drive().catch(goals.fail)
    },
    stop() {
      started = false
      inFlight.touch()
      goals.throwUnreported()
    },
    timers: queue.list,
    hold: inFlight.begin,
    occupy: inFlight.occupy,
    holding: inFlight.list,
    sleep: (ms, what) => new Promise((resolve) => void at(time.now() + ms, what, resolve)),
  }
}
