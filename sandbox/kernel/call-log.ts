import type { Call } from './service.ts'

/** How a call ended: `ok`, the error's code, or killed before it was carried out or before its reply was sent. */
export type CallOutcome = 'ok' | 'killed-before' | 'killed-after' | (string & {})

export interface LoggedCall extends Call {
  readonly outcome: CallOutcome
}

/** Every AWS call of a world, in the order in which they ended. */
export interface CallLog {
  readonly record: (call: Call, outcome: CallOutcome) => void
  readonly list: (
    match?: Partial<Pick<LoggedCall, 'service' | 'operation' | 'caller' | 'outcome'>>,
  ) => readonly LoggedCall[]
  /** What was logged after the first `index` calls. */
  readonly from: (index: number) => readonly LoggedCall[]
  /** Calls by `service:operation`: { 'ecs:UpdateService': 2 }. */
  readonly counts: () => Readonly<Record<string, number>>
  readonly clear: () => void
}

/** Creates an empty log. */
export function createCallLog(): CallLog {
  let logged: LoggedCall[] = []
  return {
    record: (call, outcome) => void logged.push({ ...call, outcome }),
    list(match = {}) {
      const wanted = Object.entries(match)
      return logged.filter((call) =>
        wanted.every(([key, value]) => Object.entries(call).some(([k, v]) => k === key && v === value)),
      )
    },
    from: (index) => logged.slice(index),
    counts() {
      const counts: Record<string, number> = {}
      for (const { service, operation } of logged) {
        const name = `${service}:${operation}`
        counts[name] = (counts[name] ?? 0) + 1
      }
      return counts
    },
    clear() {
      logged = []
    },
  }
}
