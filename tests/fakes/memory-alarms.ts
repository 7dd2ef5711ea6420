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
  const fired = new Map<string, AlarmState>()
  let trouble: Problem | undefined
  return {
    states: async (names, since) =>
      trouble ?? names.map((name) => withFired(alarms.get(name) ?? missing(name), fired.get(name), since)),
    set(name, state, reason) {
      if (alarms.get(name)?.state === state) return
      const next = { name, state, since: clock.now(), ...(reason ? { reason } : {}) }
      alarms.set(name, next)
      if (state === 'alarm') fired.set(name, next)
    },
    answerWith(problem) {
      trouble = problem
    },
  }
}

function missing(name: string): AlarmState {
  return { name, state: 'missing', since: 0 }
}

function withFired(now: AlarmState, fired: AlarmState | undefined, since: number | undefined): AlarmState {
  if (!fired || since === undefined || fired.since < since) return now
  const { reason: _now, ...rest } = now
  return { ...rest, firedSince: fired.since, ...(fired.reason ? { reason: fired.reason } : {}) }
}
