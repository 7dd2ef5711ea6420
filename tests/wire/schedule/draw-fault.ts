import type { CallFault, CallMatch, EventFault, Faults } from '../../../sandbox/kernel/faults.ts'
import type { KillRule } from '../../../sandbox/kernel/kills.ts'
import type { Random } from '../../../sandbox/kernel/service.ts'
import { WORKERS } from '../kill-run.ts'
import { MINUTE } from '../world.ts'

/** Something that goes wrong from a time on; times are milliseconds after the start. */
export type PlannedFault =
  | { readonly kind: 'event'; readonly from: number; readonly until: number; readonly fault: EventFault }
  | {
      readonly kind: 'call'
      readonly match: CallMatch
      readonly fault: CallFault
      readonly from: number
      readonly until: number
    }
  | { readonly kind: 'kill'; readonly from: number; readonly rule: KillRule }
  | { readonly kind: 'slack'; readonly from: number; readonly forMs: number }

const NAMES = ['event', 'event', 'throttle', 'server-error', 'away', 'stale', 'kill', 'kill', 'kill', 'slack'] as const

export function drawFault(random: Random, planMs: number): PlannedFault {
  const name = random.pick(NAMES)
  const from = random.integer(0, planMs)
  const until = from + random.integer(1, 6) * MINUTE
  switch (name) {
    case 'event':
      return { kind: 'event', from, until, fault: drawEventFault(random) }
    case 'throttle':
    case 'server-error': {
      const match = { service: random.pick(['ecs', 'ecr', 'dynamodb', 'sqs', 'sns']), probability: 0.3 }
      return { kind: 'call', match, fault: name, from, until }
    }
    // Nothing but announcements goes there: they wait for as long as it takes.
    case 'away':
      return { kind: 'call', match: { service: 'sns' }, fault: 'server-error', from, until }
    case 'stale': {
      const staleMs = random.integer(5, 40) * 1000
      return { kind: 'call', match: { service: 'ecs', operation: 'DescribeServices' }, fault: { staleMs }, from, until }
    }
    case 'kill': {
      const when = random.pick(['before', 'after'] as const)
      const rule = { function: random.pick([...WORKERS, 'reconcile', 'reconcile']), call: random.integer(1, 14), when }
      return { kind: 'kill', from, rule: { ...rule, counting: 'function' } }
    }
    case 'slack':
      return { kind: 'slack', from, forMs: until - from }
  }
}

function drawEventFault(random: Random): EventFault {
  const delayMs = random.integer(5, 240) * 1000
  return random.pick<EventFault>(['drop', 'duplicate', { delayMs }, { reorder: { withinMs: delayMs } }])
}

export function nameOf(fault: PlannedFault): string {
  if (fault.kind === 'kill') return `kill ${fault.rule.when}`
  if (fault.kind === 'slack') return 'slack down'
  if (fault.kind === 'call' && fault.match.probability === undefined && fault.fault === 'server-error')
    return 'topic away'
  if (typeof fault.fault === 'string') return fault.fault
  return Object.keys(fault.fault)[0] ?? 'fault'
}

/** Sets the fault for a world that began at `start`. Gives how often it struck. */
export function setFault(faults: Faults, fault: Exclude<PlannedFault, { kind: 'slack' }>, start: number): () => number {
  if (fault.kind === 'kill') return faults.kill(fault.rule).hits
  const [from, until] = [start + fault.from, start + fault.until]
  if (fault.kind === 'call') return faults.onCall({ ...fault.match, from, until }, fault.fault).hits
  const ours = (source: string) => source === 'aws.ecr' || source === 'aws.ecs' || source === 'aws.events'
  const where = (event: { readonly source: string }) => ours(event.source)
  return faults.onEvent({ where, from, until, probability: 0.7 }, fault.fault).hits
}
