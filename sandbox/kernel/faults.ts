import { createTiming, type FaultHandle, type FaultTiming, type Timing } from './fault-match.ts'
import { createKills, functionOf, type KillRule } from './kills.ts'
import type { BusEvent, Call, Random } from './service.ts'

/** Which calls a fault concerns; what is left out matches everything. */
export interface CallMatch extends FaultTiming {
  readonly service?: string
  readonly operation?: string
  /** A worker (`reconcile-1`) or a function (`reconcile`). */
  readonly caller?: string
}

/** What a call meets instead of, or beside, its answer. */
export type CallFault = 'throttle' | 'server-error' | 'access-denied' | { readonly staleMs: number }

export interface EventMatch extends FaultTiming {
  readonly source?: string
  readonly detailType?: string
  readonly where?: (event: BusEvent) => boolean
}

/** What happens to an event between its source and its targets; `reorder` delays each by 0 to `withinMs`. */
export type EventFault =
  | 'drop'
  | 'duplicate'
  | { readonly delayMs: number }
  | { readonly reorder: { readonly withinMs: number } }

/** What the server does with a call before it is carried out. */
export type Verdict =
  | { readonly kind: 'pass'; readonly staleMs?: number }
  | { readonly kind: 'fail'; readonly fault: 'throttle' | 'server-error' | 'access-denied' }
  | { readonly kind: 'kill' }

/** The faults of a world. Given the seed and the order of calls they are the same each time. */
export interface Faults {
  readonly onCall: (match: CallMatch, fault: CallFault) => FaultHandle
  /** From now on a function meets no faulty calls, but for those that name it: its answers are no part of what is tried. */
  readonly spare: (functionName: string) => void
  readonly onEvent: (match: EventMatch, fault: EventFault) => FaultHandle
  /** Ends the worker of a function at its k-th AWS call of one invocation, before the call or after it took effect. */
  readonly kill: (rule: KillRule) => FaultHandle
  readonly clear: () => void

  /** For the server: asked once for each call, before it is carried out. */
  readonly before: (call: Call) => Verdict
  /** For the server: true when the caller dies before the reply is sent. Asked once for each call that was carried out. */
  readonly after: (call: Call) => boolean
  /** For the bus: the delays (ms) after which an event is delivered; none when it is lost, two when it is doubled. */
  readonly deliveries: (event: BusEvent) => readonly number[]
  /** For the runtime: an invocation begins on this worker, so its calls are counted from 1. */
  readonly invocationStarted: (caller: string) => void
  /** For the runtime: what ends a worker. */
  readonly onKill: (kill: (caller: string) => void) => void
}

interface Rule<Match, Fault> {
  readonly match: Match
  readonly fault: Fault
  readonly timing: Timing
}

function matchesCall({ service, operation, caller }: CallMatch, call: Call): boolean {
  if (service !== undefined && service !== call.service) return false
  if (operation !== undefined && operation !== call.operation) return false
  return caller === undefined || caller === call.caller || caller === functionOf(call.caller)
}

function matchesEvent({ source, detailType, where }: EventMatch, event: BusEvent): boolean {
  if (source !== undefined && source !== event.source) return false
  if (detailType !== undefined && detailType !== event['detail-type']) return false
  return where === undefined || where(event)
}

function setRule<M extends FaultTiming, F>(rules: Set<Rule<M, F>>, match: M, fault: F, random: Random): FaultHandle {
  const timing = createTiming(match, random)
  const rule = { match, fault, timing }
  rules.add(rule)
  return { hits: timing.hits, remove: () => void rules.delete(rule) }
}

function deliveriesOf(faults: readonly EventFault[], random: Random): readonly number[] {
  if (faults.includes('drop')) return []
  const delays = faults.map((fault) => {
    if (typeof fault === 'string') return 0
    return 'delayMs' in fault ? fault.delayMs : random.integer(0, fault.reorder.withinMs)
  })
  const delay = delays.reduce((sum, each) => sum + each, 0)
  return faults.includes('duplicate') ? [delay, delay] : [delay]
}

/** Creates a world without faults. `now` is the world's time in epoch ms. */
export function createFaults(random: Random, now: () => number): Faults {
  const calls = new Set<Rule<CallMatch, CallFault>>()
  const events = new Set<Rule<EventMatch, EventFault>>()
  const spared = new Set<string>()
  const kills = createKills()

  function striking(call: Call): CallFault[] {
    const isSpared = spared.has(functionOf(call.caller))
    return [...calls]
      .filter(({ match }) => matchesCall(match, call) && !(isSpared && match.caller === undefined))
      .filter(({ timing }) => timing.strikes(now()))
      .map((rule) => rule.fault)
  }

  return {
    onCall: (match, fault) => setRule(calls, match, fault, random),
    spare: (functionName) => void spared.add(functionName),
    onEvent: (match, fault) => setRule(events, match, fault, random),
    kill: kills.add,
    clear() {
      calls.clear()
      events.clear()
      kills.clear()
    },
    before(call) {
      if (kills.strikesBefore(call)) return { kind: 'kill' }
      const faults = striking(call)
      const failure = faults.find((fault) => typeof fault === 'string')
      if (failure !== undefined) return { kind: 'fail', fault: failure }
      const staleMs = Math.max(0, ...faults.map((fault) => (typeof fault === 'string' ? 0 : fault.staleMs)))
      return staleMs === 0 ? { kind: 'pass' } : { kind: 'pass', staleMs }
    },
    after: kills.strikesAfter,
    deliveries(event) {
      const faults = [...events].filter(({ match, timing }) => matchesEvent(match, event) && timing.strikes(now()))
      return deliveriesOf(
        faults.map((rule) => rule.fault),
        random,
      )
    },
    invocationStarted: kills.invocationStarted,
    onKill: kills.onKill,
  }
}
