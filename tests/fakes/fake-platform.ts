import type { AdvanceEffect, AppliedResult, ApplyEffect, RefusedResult } from '../../shared/domain/effect.ts'
import { type Digests, digestsOf, type Millis, sameDigests } from '../../shared/domain/image.ts'
import type { Problem } from '../../shared/domain/observation.ts'
import type { Policy } from '../../shared/domain/policy.ts'
import type { Platform } from '../../shared/ports.ts'
import type { Carrier, FakePlatformOptions, PlatformEvent, State, TagRefs } from './fake-platform-state.ts'
import { look } from './fake-platform-view.ts'
import {
  type Breaker,
  begin,
  type Fate,
  leader,
  leadOn,
  type ModelRollout,
  type ModelService,
  stageOf,
  step,
} from './platform-model.ts'
import { type Touch, touching, untouched } from './touch.ts'

export interface ServiceSetup {
  /** What runs, settled, from the start. */
  readonly digests: Digests
  readonly desired?: number
  readonly breaker?: Breaker
  /** A carrier that names tags instead of digests: repository and tag by container. */
  readonly tags?: TagRefs
  /** Stages in which a healthy rollout waits to be led on. */
  readonly stages?: readonly string[]
  /** Whether the platform keeps to itself when a rollout was created. */
  readonly timeless?: boolean
}

/** A platform in memory that moves with the clock. Steps: `observe`, `register` (a carrier was made), `apply`, `advance`. */
export interface FakePlatform extends Platform {
  addService(target: string, setup: ServiceSetup): void
  fate(digest: string, fate: Fate): void
  scale(target: string, desired: number): void
  /** Somebody else rolls these digests out (a new carrier, unless one is named). Returns the rollout's id. */
  usurp(target: string, digests: Digests, carrier?: string): string
  /** Views of this target show the state of `ms` ago (0 heals). */
  staleBy(target: string, ms: Millis): void
  /** Every look at and every change of this target meets this problem; `undefined` heals it. */
  answerWith(target: string, problem: Problem | undefined): void
  /** Digest sets of running instances, the leading rollout's first; a set appears once. */
  running(target: string): readonly Digests[]
  rollouts(target: string): readonly ModelRollout[]
  /** Makes the carrier of a deployment for these digests, once; whoever runs tasks does so. Returns its name. */
  pin(digests: Digests, deploymentId: string): string
  /** The carriers made so far, by name. */
  carriers(): ReadonlyMap<string, Carrier>
  /** When something changes next by itself, over all services. */
  nextChangeAt(): Millis | undefined
  /** Events since the last call. */
  takeEvents(): readonly PlatformEvent[]
}

const worst: readonly Fate[] = ['stalls', 'crashes', 'flaps', 'slow', 'healthy']
const snapshotsKept = 30
const rolloutsKept = 12

export function fakePlatform(options: FakePlatformOptions): FakePlatform {
  const state = newState(options)
  const touch = options.touch ?? untouched
  return {
    observe: (asks) =>
      touching(touch, 'observe', () => {
        catchUp(state)
        return new Map(asks.map((ask) => [ask.policy.target, look(state, ask)]))
      }),
    apply: (policy, effect) => touching(touch, 'apply', () => apply(state, policy, effect, touch)),
    advance: (policy, effect) => touching(touch, 'advance', () => advance(state, policy, effect)),
    addService: (target, setup) => addService(state, target, setup),
    fate: (digest, fate) => void state.fates.set(digest, fate),
    scale: (target, desired) => scale(state, target, desired),
    usurp: (target, digests, carrier) => usurp(state, target, digests, carrier),
    staleBy: (target, ms) => void state.staleness.set(target, ms),
    answerWith: (target, problem) =>
      void (problem ? state.problems.set(target, problem) : state.problems.delete(target)),
    running: (target) => running(state, target),
    rollouts(target) {
      catchUp(state)
      return state.services.get(target)?.rollouts ?? []
    },
    pin: (digests, deploymentId) => pin(state, digests, deploymentId),
    carriers: () => state.carriers,
    nextChangeAt() {
      catchUp(state)
      return nextChange(state)?.at
    },
    takeEvents() {
      catchUp(state)
      return state.events.splice(0)
    },
  }
}

function newState(options: FakePlatformOptions): State {
  const state: State = {
    options,
    services: new Map(),
    carriers: new Map(),
    fates: new Map(),
    problems: new Map(),
    staleness: new Map(),
    snapshots: new Map(),
    events: [],
    counter: 0,
    world: {
      fateOf: (digests) =>
        worst.find((fate) => Object.values(digests).some((d) => state.fates.get(d) === fate)) ?? 'healthy',
      resolve: (carrier) => resolve(state, carrier),
      newId: () => newId(state),
      stopped: (service, evidence) =>
        void state.events.push({ kind: 'task-stopped', target: service.target, at: evidence.at, evidence }),
      changed: (service, rollout, at) =>
        void state.events.push({ kind: 'rollout-changed', target: service.target, at, rollout: rollout.id }),
    },
  }
  return state
}

function newId(state: State): string {
  state.counter += 1
  return `rollout-${state.counter}`
}

function newCarrier(state: State, content: Omit<Carrier, 'name'>): Carrier {
  const carrier = { name: `carrier-${state.carriers.size + 1}`, ...content }
  state.carriers.set(carrier.name, carrier)
  return carrier
}

function pin(state: State, digests: Digests, deploymentId: string): string {
  const known = [...state.carriers.values()].find(
    (carrier) => carrier.deploymentId === deploymentId && sameDigests(digests, carrier.digests, {}),
  )
  return (known ?? newCarrier(state, { digests, deploymentId })).name
}

function resolve(state: State, name: string): Digests | undefined {
  const carrier = state.carriers.get(name)
  if (carrier?.digests) return carrier.digests
  const found: Record<string, Digests[string]> = {}
  for (const [container, { repository, tag }] of Object.entries(carrier?.tags ?? {})) {
    const digest = state.options.registry?.resolve(repository, tag)
    if (!digest) return undefined
    found[container] = digest
  }
  return found
}

/** Lets everything happen that was due until now, in order. */
function catchUp(state: State): void {
  for (let next = nextChange(state); next && next.at <= state.options.clock.now(); next = nextChange(state)) {
    step(next.service, next.rollout, next.at, state.world)
    remember(state, next.service, next.at)
  }
}

function nextChange(state: State): { service: ModelService; rollout: ModelRollout; at: Millis } | undefined {
  let next: { service: ModelService; rollout: ModelRollout; at: Millis } | undefined
  for (const service of state.services.values()) {
    const rollout = leader(service)
    if (rollout?.nextAt !== undefined && (!next || rollout.nextAt < next.at)) {
      next = { service, rollout, at: rollout.nextAt }
    }
  }
  return next
}

function remember(state: State, service: ModelService, at: Millis): void {
  const surplus = service.rollouts.length - rolloutsKept
  if (surplus > 0) service.rollouts.splice(0, surplus)
  service.messages.length = Math.min(service.messages.length, 5)
  const copy = {
    ...service,
    messages: [...service.messages],
    rollouts: service.rollouts.map((r) => ({ ...r, evidence: [...r.evidence] })),
  }
  const snapshots = state.snapshots.get(service.target) ?? []
  snapshots.push({ at, service: copy })
  if (snapshots.length > snapshotsKept) snapshots.shift()
  state.snapshots.set(service.target, snapshots)
}

function addService(state: State, target: string, setup: ServiceSetup): void {
  const { digests, desired = 2, breaker = 'off', tags, stages = [], timeless = false } = setup
  const service: ModelService = { target, breaker, stages, timeless, desired, rollouts: [], messages: [] }
  const carrier = newCarrier(state, tags ? { tags } : { digests })
  const at = state.options.clock.now() - 86_400_000
  const rollout = begin(service, carrier.name, digests, at, newId(state))
  Object.assign(rollout, { state: 'completed', running: desired, healthy: desired, nextAt: undefined })
  state.services.set(target, service)
  remember(state, service, at)
}

function scale(state: State, target: string, desired: number): void {
  catchUp(state)
  const service = serviceOf(state, target)
  const rollout = leader(service)
  service.desired = desired
  if (rollout?.state === 'completed') {
    rollout.digests ??= resolve(state, rollout.carrier)
    rollout.running = rollout.healthy = desired
  }
  remember(state, service, state.options.clock.now())
}

function usurp(state: State, target: string, digests: Digests, named?: string): string {
  catchUp(state)
  const carrier = named ?? newCarrier(state, { digests }).name
  return start(state, serviceOf(state, target), carrier).id
}

function start(state: State, service: ModelService, name: string): ModelRollout {
  const at = state.options.clock.now()
  const rollout = begin(service, name, state.carriers.get(name)?.digests, at, newId(state))
  remember(state, service, at)
  return rollout
}

function serviceOf(state: State, target: string): ModelService {
  const service = state.services.get(target)
  if (!service) throw new Error(`No such service in the fake: ${target}`)
  return service
}

function running(state: State, target: string): Digests[] {
  catchUp(state)
  const rollouts = serviceOf(state, target).rollouts.filter((rollout) => rollout.running > 0)
  const sets = rollouts
    .toSorted((a, b) => Number(b.leading) - Number(a.leading))
    .flatMap(({ digests }) => (digests ? [digests] : []))
  return [...new Map(sets.map((digests) => [JSON.stringify(digests), digests])).values()]
}

function apply(state: State, policy: Policy, effect: ApplyEffect, touch: Touch): AppliedResult | RefusedResult {
  catchUp(state)
  const { deploymentId } = effect
  const problem = state.problems.get(policy.target)
  if (problem) return { kind: 'refused', deploymentId, cause: problem.cause, message: problem.message }
  const service = state.services.get(policy.target)
  if (!service)
    return { kind: 'refused', deploymentId, cause: 'gone', message: `service ${policy.target} does not exist` }
  const before = leader(service)
  const carrier = carrierFor(state, policy, effect, before?.carrier)
  touch('register', 'after')
  const rollout =
    before?.carrier === carrier.name && !effect.force && !carrier.tags ? before : start(state, service, carrier.name)
  const { id, createdAt } = rollout
  return {
    kind: 'applied',
    deploymentId,
    rollout: { id, carrier: carrier.name, createdAt },
  }
}

/** Leaves the stage that the effect names; a rollout that has left it already, or leads no more, stays as it is. */
function advance(state: State, policy: Policy, effect: AdvanceEffect): AppliedResult | RefusedResult {
  catchUp(state)
  const { deploymentId } = effect
  const problem = state.problems.get(policy.target)
  if (problem) return { kind: 'refused', deploymentId, cause: problem.cause, message: problem.message }
  const service = serviceOf(state, policy.target)
  const rollout = service.rollouts.find(({ id }) => id === effect.rollout)
  if (!rollout) {
    const message = `the rollout ${effect.rollout} is not there any more`
    return { kind: 'refused', deploymentId, cause: 'throttled', message }
  }
  const at = state.options.clock.now()
  if (rollout.leading && stageOf(service, rollout) === effect.stage) leadOn(service, rollout, at, state.world)
  remember(state, service, at)
  const { id, carrier, createdAt } = rollout
  return { kind: 'applied', deploymentId, rollout: { id, carrier, createdAt } }
}

function carrierFor(state: State, policy: Policy, effect: ApplyEffect, current: string | undefined): Carrier {
  const { release, deploymentId } = effect
  const digests = digestsOf(release.images)
  const named = state.carriers.get(release.carrier ?? '')
  if (named?.digests && sameDigests(digests, named.digests, {})) return named
  const base = state.carriers.get(effect.base ?? current ?? '')
  if (policy.mode === 'force' && effect.kind === 'apply' && !release.carrier && base) return base
  const left = [...state.carriers.values()].findLast((carrier) => carrier.deploymentId === deploymentId)
  if (effect.again && left?.digests && sameDigests(digests, left.digests, {})) return left
  return newCarrier(state, { digests: { ...base?.digests, ...digests }, deploymentId })
}
