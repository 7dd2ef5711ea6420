import type { FaultHandle } from './fault-match.ts'
import type { Call } from './service.ts'

export interface KillRule {
  /** The function's key in serverless.yml. */
  readonly function: string
  /** The AWS call at which it dies, counted from 1. */
  readonly call: number
  /** Over what calls are counted: each invocation (default), or all of the function's since the rule was set. */
  readonly counting?: 'invocation' | 'function'
  /** `before` the call reaches AWS, or `after` it took effect there but before the reply is sent. */
  readonly when: 'before' | 'after'
  /** How many invocations die; default 1. */
  readonly times?: number
}

/** The function a worker runs: `image-pushed` of `image-pushed-2`. */
export function functionOf(caller: string): string {
  return caller.replace(/-\d+$/, '')
}

interface Entry {
  readonly rule: KillRule
  hits: number
  /** Calls of the rule's function since it was set, and the number of each among them. */
  seen: number
  readonly numbers: WeakMap<Call, number>
}

/** Deaths of workers in the middle of an invocation. */
export interface Kills {
  readonly add: (rule: KillRule) => FaultHandle
  readonly clear: () => void
  /** Counts the call; true when the worker was ended before it. */
  readonly strikesBefore: (call: Call) => boolean
  /** True when the worker was ended after this call, which `strikesBefore` counted. */
  readonly strikesAfter: (call: Call) => boolean
  readonly invocationStarted: (caller: string) => void
  readonly onKill: (kill: (caller: string) => void) => void
}

/** Creates the bookkeeping of kill faults. */
export function createKills(): Kills {
  const rules = new Set<Entry>()
  const callsOf = new Map<string, number>()
  const numbers = new WeakMap<Call, number>()
  let endWorker: (caller: string) => void = () => undefined

  function count(call: Call): void {
    const number = (callsOf.get(call.caller) ?? 0) + 1
    callsOf.set(call.caller, number)
    numbers.set(call, number)
    for (const entry of rules) {
      if (entry.rule.function !== functionOf(call.caller)) continue
      entry.seen += 1
      entry.numbers.set(call, entry.seen)
    }
  }

  function strikes(call: Call, when: KillRule['when']): boolean {
    const { caller } = call
    const due = [...rules].find((entry) => {
      const { rule, hits } = entry
      if (rule.when !== when || rule.function !== functionOf(caller) || hits >= (rule.times ?? 1)) return false
      return rule.call === (rule.counting === 'function' ? entry.numbers : numbers).get(call)
    })
    if (due === undefined) return false
    due.hits += 1
    endWorker(caller)
    return true
  }

  return {
    add(rule) {
      const entry: Entry = { rule, hits: 0, seen: 0, numbers: new WeakMap() }
      rules.add(entry)
      return { hits: () => entry.hits, remove: () => void rules.delete(entry) }
    },
    clear: () => rules.clear(),
    strikesBefore(call) {
      count(call)
      return strikes(call, 'before')
    },
    strikesAfter: (call) => strikes(call, 'after'),
    invocationStarted: (caller) => void callsOf.set(caller, 0),
    onKill(kill) {
      endWorker = kill
    },
  }
}
