import { uuid } from '../../kernel/random.ts'
import { AwsError, type BusEvent, type Random, type World } from '../../kernel/service.ts'
import { deliver } from './deliver.ts'
import { matchesPattern } from './matches-pattern.ts'
import type { Envelope, Rule } from './rule.ts'

/**
 * What becomes of one event on its way to its rules: the delay in milliseconds of each copy that arrives.
 * `[0]` is an ordinary delivery, `[]` a lost event, `[0, 0]` a doubled one.
 */
export type DeliveryFate = (event: Envelope) => readonly number[]

export interface BusState {
  readonly world: World
  readonly random: Random
  readonly rules: Map<string, Rule>
  /** Other accounts that may put events onto it. */
  readonly admitted: Set<string>
  /** Every event put on the bus, oldest first. */
  readonly published: Envelope[]
  fate: DeliveryFate
}

/** From an event to its targets; EventBridge states half a second as typical. */
const LATENCY_MS = 500

/** Puts an event on the default bus: each rule that matches gets its copies a moment later. */
export function publish(state: BusState, event: BusEvent, account?: string): Envelope {
  return carry(state, toEnvelope(state, event, account))
}

/** Takes an event as another bus passed it on. @throws AwsError when it is of an account that is not admitted */
export function receive(state: BusState, envelope: Envelope): Envelope {
  const { account, region } = state.world
  if (envelope.account === account || state.admitted.has(envelope.account)) return carry(state, envelope)
  const bus = `arn:aws:events:${region}:${account}:event-bus/default`
  throw new AwsError('AccessDeniedException', `Account ${envelope.account} may not put events onto ${bus}`)
}

function carry(state: BusState, envelope: Envelope): Envelope {
  state.published.push(envelope)
  const rules = [...state.rules.values()]
  route(
    state,
    rules.filter(({ enabled, pattern }) => enabled && pattern && matchesPattern(pattern, envelope)),
    envelope,
  )
  return envelope
}

/** Sends `envelope` to the rules' targets, as often and as late as its fate says. */
export function route(state: BusState, rules: readonly Rule[], envelope: Envelope): void {
  const { clock } = state.world
  for (const delay of state.fate(envelope)) {
    for (const rule of rules) {
      clock.after(LATENCY_MS + delay, `${rule.name}: ${envelope['detail-type']}`, () => {
        for (const target of rule.targets.values()) deliver(state.world, rule, target, envelope)
      })
    }
  }
}

/** The event as AWS would write it, at the world's time unless it has its own. */
export function toEnvelope(state: BusState, event: BusEvent, account = state.world.account): Envelope {
  const { clock, region } = state.world
  const time = new Date(event.at ?? clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z')
  return {
    version: '0',
    id: uuid(state.random),
    'detail-type': event['detail-type'],
    source: event.source,
    account,
    time,
    region,
    resources: event.resources,
    detail: event.detail,
  }
}
