import { type Digests, type Manifests, type Millis, sameDigests } from '../../shared/domain/image.ts'
import type { PlatformView, Problem, Rollout } from '../../shared/domain/observation.ts'
import type { Ask } from '../../shared/ports.ts'
import type { State } from './fake-platform-state.ts'
import { type ModelRollout, type ModelService, stageOf } from './platform-model.ts'

export function look(state: State, ask: Ask): PlatformView | Problem {
  const { target } = ask.policy
  const problem = state.problems.get(target)
  if (problem) return problem
  const at = state.options.clock.now()
  const service = staleView(state, target, at - (state.staleness.get(target) ?? 0))
  if (!service) return { kind: 'problem', cause: 'gone', message: `service ${target} does not exist` }
  const own = ownRollout(service, ask)
  const looksCloser = own !== undefined && ask.own !== undefined && (ask.own.search || own.failed > ask.own.evidence)
  return {
    kind: 'seen',
    at,
    desired: service.desired,
    rollouts: listed(service, ask).map((rollout) => ({
      ...view(state, service, rollout, ask, looksCloser && rollout === own),
      ...(rollout === untoldRollout(service, ask) && rollout.digests ? { digests: rollout.digests } : {}),
      ...timeOf(service, rollout, ask, at),
      ...stagePart(service, rollout),
    })),
    messages: service.messages.slice(0, 5),
    ...(looksCloser ? { evidence: own.evidence } : {}),
    ...manifestsOf(state, ask),
  }
}

function staleView(state: State, target: string, at: Millis): ModelService | undefined {
  if (!state.staleness.get(target)) return state.services.get(target)
  const snapshots = state.snapshots.get(target) ?? []
  return (snapshots.findLast((snapshot) => snapshot.at <= at) ?? snapshots[0])?.service
}

function ownRollout(service: ModelService, { own }: Ask): ModelRollout | undefined {
  if (!own) return undefined
  return service.rollouts.findLast((rollout) =>
    own.id === undefined
      ? rollout.carrier === own.carrier && rollout.createdAt >= own.notBefore
      : rollout.id === own.id,
  )
}

/** Of whose call nobody was told: the oldest since then that ran what is wanted. */
function untoldRollout(service: ModelService, { own, goal, manifests }: Ask): ModelRollout | undefined {
  if (!own || own.id !== undefined || own.carrier !== undefined || !goal) return undefined
  return service.rollouts.find(
    ({ createdAt, digests }) => createdAt >= own.notBefore && sameDigests(goal, digests, manifests),
  )
}

function listed(service: ModelService, ask: Ask): ModelRollout[] {
  const watched = [ownRollout(service, ask), untoldRollout(service, ask)]
  return service.rollouts.filter((rollout) => rollout.leading || rollout.running > 0 || watched.includes(rollout))
}

function view(state: State, service: ModelService, rollout: ModelRollout, ask: Ask, closer: boolean): Rollout {
  const digests = visibleDigests(state, rollout, ask)
  return {
    id: rollout.id,
    carrier: rollout.carrier,
    leading: rollout.leading,
    state: rollout.state,
    createdAt: rollout.createdAt,
    desired: rollout.leading ? service.desired : rollout.running,
    running: rollout.running,
    pending: rollout.leading ? service.desired - rollout.running : 0,
    failed: rollout.failed,
    reason: rollout.reason,
    ...(closer ? { healthy: rollout.healthy } : {}),
    ...(digests ? { digests } : {}),
    ...madeBy(state, rollout, ask),
  }
}

/** A platform that tells no times says of whatever leads that it may be of this moment, unless it is told which is ours. */
function timeOf(service: ModelService, rollout: ModelRollout, { own }: Ask, at: Millis): Pick<Rollout, 'createdAt'> {
  return { createdAt: service.timeless && rollout.leading && rollout.id !== own?.id ? at : rollout.createdAt }
}

/** How long each stage is to last. */
const stageMs = 60_000

function stagePart(service: ModelService, rollout: ModelRollout): Pick<Rollout, 'stage' | 'next'> {
  const stage = stageOf(service, rollout)
  return stage === undefined ? {} : { stage, next: { what: `leaves ${stage}`, afterMs: stageMs } }
}

/** Told where the digests are told: both stand in the carrier. */
function madeBy(state: State, rollout: ModelRollout, ask: Ask): { madeBy?: string } {
  const deploymentId = state.carriers.get(rollout.carrier)?.deploymentId
  return deploymentId !== undefined && ask.wantsDigests && rollout.leading ? { madeBy: deploymentId } : {}
}

function visibleDigests(state: State, rollout: ModelRollout, ask: Ask): Digests | undefined {
  const pinned = state.carriers.get(rollout.carrier)?.digests
  if (pinned && ask.known[rollout.carrier]) return pinned
  return ask.wantsDigests && rollout.leading ? rollout.digests : undefined
}

function manifestsOf(state: State, ask: Ask): { manifests?: Manifests } {
  const found: Record<string, Manifests[keyof Manifests]> = {}
  for (const [container, digest] of Object.entries(ask.goal ?? {})) {
    const repository = ask.policy.containers[container]?.repository
    if (ask.manifests[digest] || !repository) continue
    const children = state.options.registry?.childrenOf(repository, digest)
    if (children?.length) found[digest] = children
  }
  return Object.keys(found).length > 0 ? { manifests: found } : {}
}
