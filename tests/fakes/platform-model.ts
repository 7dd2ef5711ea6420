import type { Evidence } from '../../shared/domain/fact.ts'
import type { Digests, Millis } from '../../shared/domain/image.ts'
import type { RolloutState } from '../../shared/domain/observation.ts'

/**
 * What becomes of instances that run an image. `stalls`: no instance is ever placed. `flaps`: becomes healthy, then exits.
 */
export type Fate = 'healthy' | 'slow' | 'crashes' | 'flaps' | 'stalls'

/** `off`: never fails by itself. `on`: gives up. `rollback`: gives up and goes back, under the old id or a new one. */
export type Breaker = 'off' | 'on' | 'rollback' | 'rollback-new-id'

/** Half of the instances start, or become healthy, each step. */
const stepMs = 30_000
const slowFactor = 8
const crashMs = 51_000
const longestBackoffMs = 27 * 60_000
const evidenceKept = 20

export interface ModelRollout {
  readonly id: string
  readonly carrier: string
  readonly createdAt: Millis
  readonly evidence: Evidence[]
  leading: boolean
  state: RolloutState
  running: number
  healthy: number
  failed: number
  crashes: number
  /** Absent until the first instance starts when the carrier names tags. */
  digests: Digests | undefined
  /** When the rollout changes next; absent when it does not. */
  nextAt: Millis | undefined
  reason: string
  /** How many stages it has left behind. */
  stagesDone: number
}

export interface ModelService {
  readonly target: string
  readonly breaker: Breaker
  /** Where a healthy rollout stops and waits to be led on. */
  readonly stages: readonly string[]
  /** Whether the platform tells when a rollout was created. */
  readonly timeless: boolean
  readonly rollouts: ModelRollout[]
  desired: number
  messages: string[]
}

/** What the model asks of the world around it. */
export interface Surroundings {
  fateOf(digests: Digests): Fate
  /** Digests a carrier would run if started now. */
  resolve(carrier: string): Digests | undefined
  newId(): string
  stopped(service: ModelService, evidence: Evidence): void
  changed(service: ModelService, rollout: ModelRollout, at: Millis): void
}

export function leader(service: ModelService): ModelRollout | undefined {
  return service.rollouts.findLast((rollout) => rollout.leading)
}

/** Makes a new rollout lead; what was in progress is stopped. */
export function begin(service: ModelService, carrier: string, digests: Digests | undefined, at: Millis, id: string) {
  for (const other of service.rollouts) {
    other.leading = false
    other.nextAt = undefined
    if (other.state === 'in-progress') other.state = 'stopped'
  }
  const rollout: ModelRollout = {
    ...{ id, carrier, digests, createdAt: at, evidence: [], leading: true, state: 'in-progress' },
    ...{ running: 0, healthy: 0, failed: 0, crashes: 0, nextAt: at + stepMs, reason: `deployment ${id} in progress.` },
    stagesDone: 0,
  }
  service.rollouts.push(rollout)
  balance(service, rollout)
  return rollout
}

/** Runs the leading rollout's next change, due at `at`. */
export function step(service: ModelService, rollout: ModelRollout, at: Millis, world: Surroundings): void {
  rollout.digests ??= service.desired > 0 ? world.resolve(rollout.carrier) : undefined
  const fate = rollout.digests ? world.fateOf(rollout.digests) : 'healthy'
  if (service.desired === 0 || (rollout.digests && (fate === 'healthy' || fate === 'slow'))) {
    grow(service, rollout, at, fate, world)
  } else if (fate === 'stalls') {
    rollout.nextAt = undefined
    service.messages.unshift(`(service ${service.target}) was unable to place a task. Reason: no capacity.`)
  } else if (fate === 'flaps' && rollout.healthy === 0) {
    Object.assign(rollout, { running: 1, healthy: 1, failed: 0, nextAt: at + crashMs })
  } else {
    crash(service, rollout, at, world)
  }
  balance(service, rollout)
}

function grow(service: ModelService, rollout: ModelRollout, at: Millis, fate: Fate, world: Surroundings): void {
  const { desired } = service
  rollout.healthy = Math.min(rollout.running, desired)
  rollout.running = Math.min(desired, rollout.running + Math.ceil(desired / 2))
  rollout.failed = 0
  if (rollout.healthy < desired) {
    rollout.nextAt = at + stepMs * (fate === 'slow' ? slowFactor : 1)
    return
  }
  rollout.nextAt = undefined
  if (stageOf(service, rollout) === undefined) complete(service, rollout, at, world)
}

/** The stage that a rollout stands in; undefined while it grows, and at the end. */
export function stageOf(service: ModelService, rollout: ModelRollout): string | undefined {
  const isGrown = service.desired > 0 && rollout.healthy >= service.desired
  return rollout.state === 'in-progress' && isGrown ? service.stages[rollout.stagesDone] : undefined
}

/** Leads a rollout out of its stage, into the next or to its end. */
export function leadOn(service: ModelService, rollout: ModelRollout, at: Millis, world: Surroundings): void {
  rollout.stagesDone += 1
  if (stageOf(service, rollout) === undefined) complete(service, rollout, at, world)
}

function complete(service: ModelService, rollout: ModelRollout, at: Millis, world: Surroundings): void {
  rollout.state = 'completed'
  rollout.reason = `deployment ${rollout.id} completed.`
  service.messages.unshift(`(service ${service.target}) has reached a steady state.`)
  for (const other of service.rollouts) if (other.state === 'rolling-back') other.state = 'rolled-back'
  world.changed(service, rollout, at)
}

function crash(service: ModelService, rollout: ModelRollout, at: Millis, world: Surroundings): void {
  Object.assign(rollout, { running: 0, healthy: 0, failed: rollout.failed + 1, crashes: rollout.crashes + 1 })
  const pullable = rollout.digests !== undefined
  const evidence: Evidence = {
    task: `task/${rollout.id}/${rollout.crashes}`,
    rollout: rollout.id,
    at,
    reason: pullable ? 'container app exited with code 1' : 'image cannot be pulled: not found',
    conclusive: true,
  }
  rollout.evidence.push(evidence)
  if (rollout.evidence.length > evidenceKept) rollout.evidence.shift()
  rollout.nextAt = at + Math.min(crashMs * 2 ** Math.max(0, rollout.crashes - 6), longestBackoffMs)
  world.stopped(service, evidence)
  if (service.breaker !== 'off' && rollout.failed >= threshold(service.desired)) giveUp(service, rollout, at, world)
}

function threshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired / 2)))
}

function giveUp(service: ModelService, rollout: ModelRollout, at: Millis, world: Surroundings): void {
  rollout.nextAt = undefined
  rollout.reason = 'deployment circuit breaker: tasks failed to start.'
  const before = service.breaker === 'on' ? undefined : service.rollouts.findLast(({ state }) => state === 'completed')
  rollout.state = before ? 'rolling-back' : 'failed'
  if (before) goBack(service, rollout, before, at, world)
  world.changed(service, rollout, at)
}

function goBack(
  service: ModelService,
  rollout: ModelRollout,
  before: ModelRollout,
  at: Millis,
  world: Surroundings,
): void {
  if (service.breaker === 'rollback-new-id') {
    begin(service, before.carrier, before.digests, at, world.newId())
    return
  }
  rollout.leading = false
  Object.assign(before, { leading: true, state: 'in-progress', nextAt: at + stepMs })
  before.reason = `deployment circuit breaker: rolling back to deploymentId ${before.id}.`
}

/** Whatever the leader does not yet run healthily, the newest completed rollout keeps running. */
function balance(service: ModelService, leading: ModelRollout): void {
  const keeper = service.rollouts.findLast((other) => other !== leading && other.state === 'completed')
  for (const other of service.rollouts) if (other !== leading) other.running = other.healthy = 0
  if (!keeper || !leading.leading) return
  keeper.running = keeper.healthy = Math.max(0, service.desired - leading.healthy)
}
