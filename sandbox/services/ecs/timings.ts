import type { Random } from '../../kernel/service.ts'

/** Seconds, as [least, most]: drawn anew each time. */
export type Range = readonly [least: number, most: number]

/**
 * How long things take, in seconds. The defaults come from rollouts recorded in real accounts: a healthy rollout
 * 72–112 s, a crash on start trips the breaker after 135–175 s, a missing image after about 704 s, failing health
 * checks after 311–328 s.
 */
export interface Timings {
  /** From a change to the scheduler's next look. */
  readonly schedule: Range
  /** From UpdateService to the first look. */
  readonly firstLook: Range
  readonly pending: Range
  readonly running: Range
  /** From RUNNING to healthy, without a health check. */
  readonly healthy: Range
  /** From the scheduler's decision to stop a running task to STOPPED. */
  readonly drain: Range
  /** From a container's exit to the task being STOPPED. */
  readonly stopFailed: Range
  /** From the creation of a task that fails its health check to the scheduler's giving it up. */
  readonly healthCheckFails: Range
  /** From the creation of a task whose image cannot be pulled to its end. */
  readonly pullFails: Range
  /** Wait after each wave of tasks that died before RUNNING; the last one repeats. */
  readonly startBackOff: readonly number[]
  /** Wait after each attempt that found no capacity; the last one repeats. */
  readonly placementBackOff: readonly number[]
  /** From the failure that reaches the threshold to the breaker's tripping. */
  readonly trip: Range
  /** The same for tasks that never ran. */
  readonly tripUnstarted: Range
  /** Least time an automatic rollback takes. */
  readonly rollback: Range
  /** A lifecycle stage that has nothing to do but its hooks. */
  readonly stage: Range
  /** Moving traffic from one revision to another. */
  readonly shift: Range
  /** From calling a Lambda hook to its answer. */
  readonly hook: Range
  /** Added to a rollout's duration: half before healthy, half while draining. */
  readonly stretch: number
}

const DEFAULTS: Timings = {
  schedule: [2, 3],
  firstLook: [5, 7],
  pending: [8, 12],
  running: [20, 26],
  healthy: [40, 40],
  drain: [17, 20],
  stopFailed: [17, 20],
  healthCheckFails: [82, 82],
  pullFails: [122, 126],
  startBackOff: [3, 230, 460, 920, 1620],
  placementBackOff: [60, 120, 240, 480, 900],
  trip: [5, 7],
  tripUnstarted: [38, 42],
  rollback: [50, 60],
  stage: [2, 4],
  shift: [5, 10],
  hook: [1, 3],
  stretch: 0,
}

const HEALTHY_ROLLOUT_SECONDS = 88

/** @param rolloutSeconds how long a healthy rollout in one batch takes; natural (about 88) when left out. */
export function timingsWith(overrides: Partial<Timings> = {}, rolloutSeconds?: number): Timings {
  const stretch = rolloutSeconds === undefined ? 0 : Math.max(0, rolloutSeconds - HEALTHY_ROLLOUT_SECONDS)
  return { ...DEFAULTS, stretch, ...overrides }
}

/** Seconds, to the millisecond: the clock knows nothing finer. */
export function draw(random: Random, [least, most]: Range): number {
  return Math.round((least + random.next() * (most - least)) * 1000) / 1000
}

/** The n-th wait of a back-off, counted from one. */
export function backOff(waits: readonly number[], attempt: number): number {
  return waits[Math.min(attempt, waits.length) - 1] ?? 0
}
