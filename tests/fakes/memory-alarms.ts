import type { AlarmState, Problem } from '../../shared/domain/observation.ts'
import type { Alarms, Clock } from '../../shared/ports.ts'

export interface MemoryAlarms extends Alarms {
  /** Changes an alarm's state now; makes the alarm if there is none. */
  set(name: string, state: Exclude<AlarmState['state'], 'missing'>, reason?: string): void
  /** Answers with a problem until it is taken back. */
  answerWith(problem: Problem | undefined): void
}

export function memoryAlarms(clock: Clock): MemoryAlarms {
  const alarms = new Map<string, AlarmState>()
  let trouble: Problem | undefined
  return {
    states: async (names) =>
      trouble ?? names.map((name) => alarms.get(name) ?? { name, state: 'missing' as const, since: 0 }),
    set(name, state, reason) {
      if (alarms.get(name)?.state === state) return
      alarms.set(name, { name, state, since: clock.now(), ...(reason ? { reason } : {}) })
    },
    answerWith(problem) {
      trouble = problem
    },
  }
}
