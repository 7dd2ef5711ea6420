import type { Random } from '../../kernel/service.ts'
import type { Fate } from './fates.ts'
import { draw, type Timings } from './timings.ts'

/** One thing that happens to a task by itself. */
export interface LifeStep {
  /** Seconds since the plan was made. */
  readonly after: number
  readonly what: LifeEvent
}

export type LifeEvent =
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'healthy'
  | 'exit'
  | 'pull-failed'
  | 'health-check-failed'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED'

const CRASH_AFTER_SECONDS = 5
const FLAP_AFTER_SECONDS = 60
const SLOW_FACTOR = 3

/** What happens to a new task with that fate, soonest first. */
export function lifePlan(fate: Fate, timings: Timings, random: Random): LifeStep[] {
  const factor = fate.name === 'slow' ? (fate.factor ?? SLOW_FACTOR) : 1
  const pending = draw(random, timings.pending) * factor
  const running = draw(random, timings.running) * factor
  const healthy = running + (draw(random, timings.healthy) + timings.stretch / 2) * factor
  const start: LifeStep[] = [
    { after: pending, what: 'PENDING' },
    { after: Math.max(pending, running - 3), what: 'ACTIVATING' },
    { after: running, what: 'RUNNING' },
  ]
  const pulled = start.slice(0, 1)
  switch (fate.name) {
    case 'cannot-pull':
      return [...pulled, { after: draw(random, timings.pullFails), what: 'pull-failed' }]
    case 'fails-health-check':
      return [...start, { after: draw(random, timings.healthCheckFails), what: 'health-check-failed' }]
    case 'crashes':
    case 'oom': {
      const exit: LifeStep = { after: running + (fate.afterSeconds ?? CRASH_AFTER_SECONDS), what: 'exit' }
      return exit.after > healthy ? [...start, { after: healthy, what: 'healthy' }, exit] : [...start, exit]
    }
    case 'flaps': {
      const exit: LifeStep = { after: healthy + (fate.afterSeconds ?? FLAP_AFTER_SECONDS), what: 'exit' }
      return [...start, { after: healthy, what: 'healthy' }, exit]
    }
    case 'healthy':
    case 'slow':
    case 'no-capacity':
      return [...start, { after: healthy, what: 'healthy' }]
  }
}

/** A task that ran is deregistered, stopped and cleaned up. */
export function drainPlan(seconds: number): LifeStep[] {
  return [
    { after: seconds * 0.4, what: 'STOPPING' },
    { after: seconds * 0.75, what: 'DEPROVISIONING' },
    { after: seconds, what: 'STOPPED' },
  ]
}

/** A task whose container is gone already is only cleaned up. */
export function cleanUpPlan(seconds: number): LifeStep[] {
  return [{ after: seconds, what: 'STOPPED' }]
}
