import type { BusEvent, Service, World } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { type BusState, type DeliveryFate, publish, receive, route, toEnvelope } from './bus.ts'
import { eventsOperations } from './events-operations.ts'
import type { EventPattern } from './matches-pattern.ts'
import { putTargets } from './put-targets.ts'
import type { Envelope, Rule, RuleTarget } from './rule.ts'
import { nextFiring } from './schedule.ts'

export interface RuleRequest {
  readonly name: string
  /** Either a pattern or a schedule, as in EventBridge. */
  readonly pattern?: EventPattern
  readonly schedule?: string
  readonly enabled?: boolean
  readonly description?: string
}

/** Set-up and read-back of the default bus without the wire. */
export interface EventsControl {
  /** Puts an event on the bus; `account` stands for another account's event forwarded here. */
  emit(event: BusEvent, account?: string): Envelope
  /** Takes an event that another bus passed on, as it is. @throws AwsError when its account is not admitted */
  receive(event: Envelope): Envelope
  /** Lets another account put events onto the bus. */
  admit(account: string): void
  putRule(rule: RuleRequest): Rule
  putTarget(rule: string, target: RuleTarget): void
  /** PutTargets by somebody else, in EventBridge's own member names. @throws AwsError */
  putTargets(rule: string, targets: readonly Input[]): void
  removeTarget(rule: string, id: string): void
  /** The rule is gone, with its targets. */
  deleteRule(rule: string): void
  rules(): readonly Rule[]
  /** Every event that was put on the bus, oldest first, whether a rule matched or not. */
  published(): readonly Envelope[]
  /** Decides from now on what becomes of each delivery; see {@link DeliveryFate}. */
  setFate(fate: DeliveryFate): void
}

/** How a target that came over the wire (PutTargets) becomes something that can be invoked. */
export type TargetResolver = (
  arn: string,
  from: { readonly rule: string; readonly target: Input },
) => RuleTarget['invoke']

/** EventBridge's default bus on the world's clock. `resolve` finds what PutTargets names. */
export function eventsService(world: World, resolve: TargetResolver): { service: Service; control: EventsControl } {
  const state: BusState = {
    world,
    random: world.random.fork('events'),
    rules: new Map(),
    admitted: new Set(),
    published: [],
    fate: () => [0],
  }
  const control: EventsControl = {
    emit: (event, account) => publish(state, event, account),
    receive: (event) => receive(state, event),
    admit: (account) => void state.admitted.add(account),
    putRule: (request) => putRule(state, request),
    putTarget: (name, target) => ruleNamed(state, name).targets.set(target.id, target),
    putTargets: (name, targets) => void putTargets(ruleNamed(state, name), targets, resolve),
    removeTarget: (name, id) => void ruleNamed(state, name).targets.delete(id),
    deleteRule: (name) => void state.rules.delete(ruleNamed(state, name).name),
    rules: () => [...state.rules.values()],
    published: () => state.published,
    setFate: (fate) => {
      state.fate = fate
    },
  }
  return { service: { name: 'events', operations: eventsOperations(state, control, resolve) }, control }
}

function putRule(state: BusState, request: RuleRequest): Rule {
  const { account, region, clock } = state.world
  const { enabled = true, ...given } = request
  const targets = state.rules.get(request.name)?.targets ?? new Map()
  const arn = `arn:aws:events:${region}:${account}:rule/${request.name}`
  const rule: Rule = { ...given, arn, enabled, targets }
  state.rules.set(rule.name, rule)
  if (rule.schedule) fireLater(state, rule, rule.schedule, clock.now())
  return rule
}

function fireLater(state: BusState, rule: Rule, schedule: string, after: number): void {
  const next = nextFiring(schedule, after)
  if (next === undefined) return
  state.world.clock.at(next, `${rule.name}: ${schedule}`, () => {
    if (state.rules.get(rule.name) !== rule) return
    if (rule.enabled) fire(state, rule, next)
    fireLater(state, rule, schedule, next)
  })
}

// A scheduled event goes to its own rule only: it never crosses the bus, so no other rule can match it.
function fire(state: BusState, rule: Rule, at: number): void {
  const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [rule.arn], detail: {}, at }
  const envelope = toEnvelope(state, event)
  state.published.push(envelope)
  route(state, [rule], envelope)
}

function ruleNamed(state: BusState, name: string): Rule {
  const rule = state.rules.get(name)
  if (rule) return rule
  const known = [...state.rules.keys()].join(', ') || 'none'
  throw new Error(`Cannot find the rule ${name}: the bus has ${known}. Put the rule first.`)
}
