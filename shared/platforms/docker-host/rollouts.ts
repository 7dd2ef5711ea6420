import type { DockerHostTarget } from '../../config/normalised.ts'
import { type Digest, type Digests, sameDigest } from '../../domain/image.ts'
import type { Rollout, RolloutState } from '../../domain/observation.ts'
import type { Ask } from '../../ports.ts'
import type { Purpose } from './command-name.ts'
import { type Host, isRunning } from './hosts.ts'
import { astray, type Known, mostlyRun } from './known.ts'
import { names, nextHosts, type Progress, pauseMs, progressOf, sizeOf, stageOf } from './progress.ts'
import type { Run } from './runs.ts'

/** What rollouts of one target are made of. */
export interface Seen {
  readonly ask: Ask
  readonly target: DockerHostTarget
  /** All hosts with the tag, whatever their state. */
  readonly hosts: readonly Host[]
  /** Commands for this target, newest first. */
  readonly runs: readonly Run[]
  /** What the running hosts said last. */
  readonly known: readonly Known[]
}

/** The same for whoever looks, however often: by deployment and direction. */
export function rolloutId(deploymentId: string, purpose: Progress['purpose']): string {
  return `${deploymentId}/${purpose}`
}

export function readRolloutId(
  id: string,
): { readonly deploymentId: string; readonly purpose: Progress['purpose'] } | undefined {
  const [, deploymentId = '', purpose] = /^(.+)\/(apply|revert)$/.exec(id) ?? []
  return purpose === 'apply' || purpose === 'revert' ? { deploymentId, purpose } : undefined
}

/**
 * The newest rollout of ours leads while it is watched or under way, and as long as most hosts run what it brought; otherwise
 * what most hosts say they run. The one that is watched is listed in any case.
 */
export function rolloutsOf(seen: Seen): Rollout[] {
  const watched = watchedRollout(seen)
  const [newest] = deploymentsIn(seen.runs)
  const own = newest && ownRollout(seen, newest.deploymentId, newest.purpose, true)
  const isWatched =
    watched !== undefined && (own === undefined || own.id === watched.id || watched.createdAt > own.createdAt)
  const leading = isWatched ? watched : own && leads(own, seen) ? own : (found(seen) ?? own)
  const others = watched && watched !== leading ? [{ ...watched, leading: false, ...idle(watched) }] : []
  return leading ? [leading, ...others] : others
}

function leads({ state, digests }: Rollout, { known }: Seen): boolean {
  return state === 'in-progress' || Object.values(digests ?? {}).includes(mostlyRun(known)?.digest ?? 'sha256:')
}

/** What does not lead goes no further. */
function idle({ state }: Rollout): Pick<Rollout, 'state'> {
  return { state: state === 'in-progress' ? 'stopped' : state }
}

function watchedRollout(seen: Seen): Rollout | undefined {
  const { own } = seen.ask
  if (!own) return undefined
  const purpose = own.reverting ? 'revert' : 'apply'
  return ownRollout(seen, own.deploymentId, purpose, true) ?? (own.reverting ? neverLeft(seen) : undefined)
}

/** Where no host that was sent something left what is gone back to, nothing is sent, and all is done if that is what they run. */
function neverLeft(seen: Seen): Rollout | undefined {
  const { ask, known } = seen
  const [goal] = Object.values(ask.goal ?? {})
  if (!ask.own || !goal || known.length === 0) return undefined
  const running = runningOn(goal, seen)
  const others = known.filter((each) => each.digest !== undefined && !running.includes(each))
  const isDone = others.length === 0 && running.length > 0
  return {
    id: rolloutId(ask.own.deploymentId, 'revert'),
    carrier: goal,
    leading: true,
    state: isDone ? 'completed' : 'failed',
    createdAt: ask.own.notBefore,
    desired: running.length + others.length,
    running: running.length,
    pending: 0,
    failed: others.length,
    healthy: running.filter(({ healthy }) => healthy).length,
    digests: digestsOf(ask, goal),
    ...(isDone ? {} : { reason: whyNot(others) }),
  }
}

function whyNot(others: readonly Known[]): string {
  const what = others.length > 0 ? `${names(others.map(({ host }) => host))} run something else` : 'no host runs it'
  return `${what}, and not by this deployment: nothing was sent. See what the hosts run, then redeploy what is proven`
}

/** Newest first. */
function deploymentsIn(runs: readonly Run[]): { deploymentId: string; purpose: Progress['purpose'] }[] {
  const changing = runs.flatMap(({ name: { deploymentId, purpose } }) =>
    deploymentId !== undefined && isChange(purpose) ? [{ deploymentId, purpose }] : [],
  )
  return [
    ...new Map(changing.toReversed().map((each) => [rolloutId(each.deploymentId, each.purpose), each])).values(),
  ].toReversed()
}

function isChange(purpose: Purpose): purpose is Progress['purpose'] {
  return purpose !== 'look'
}

function ownRollout(
  seen: Seen,
  deploymentId: string,
  purpose: Progress['purpose'],
  leading: boolean,
): Rollout | undefined {
  const { own, goal = {}, manifests } = seen.ask
  const isWatched = own?.deploymentId === deploymentId && own.reverting === (purpose === 'revert')
  const [expected] = Object.values(goal)
  const progress = progressOf(seen.runs, seen.hosts, {
    ...{ deploymentId, purpose, manifests },
    ...(expected ? { expected } : {}),
    ...(own && isWatched ? { since: own.notBefore, overtakes: own.overtakes ?? [] } : {}),
  })
  return progress && rolloutFrom(progress, seen, leading)
}

function rolloutFrom(progress: Progress, seen: Seen, leading: boolean): Rollout {
  const { digest, failures, underWay, busy, left, since, failed } = progress
  const running = digest ? runningOn(digest, seen) : []
  const state = stateOf(progress, leading)
  const next = leading && state === 'in-progress' ? nextHosts(progress, seen.target) : []
  return {
    id: rolloutId(progress.deploymentId, progress.purpose),
    carrier: digest ?? `commands of ${progress.deploymentId}`,
    leading,
    state,
    createdAt: since,
    desired: sizeOf(progress),
    running: running.length,
    pending: underWay.length + busy.length + left.length,
    failed: failed.length,
    healthy: running.filter(({ healthy }) => healthy).length,
    stage: stageOf(progress),
    ...(digest ? { digests: digestsOf(seen.ask, digest) } : {}),
    ...(failures.length > 0 ? { reason: failures.join('; ') } : {}),
    ...(next.length > 0 ? { next: { what: nextWords(progress, next), afterMs: pauseMs(progress, seen.target) } } : {}),
  }
}

/** Those under way are waited for, so that no host is switched while it is taken back. */
function stateOf({ purpose, underWay, failures, busy, left }: Progress, leading: boolean): RolloutState {
  const waited = purpose === 'revert' ? [...underWay, ...busy, ...left] : underWay
  if (waited.length > 0) return leading ? 'in-progress' : 'stopped'
  if (failures.length > 0) return 'failed'
  if (busy.length + left.length === 0) return 'completed'
  return leading ? 'in-progress' : 'stopped'
}

function nextWords({ purpose, busy }: Progress, hosts: readonly Host[]): string {
  if (busy.length === hosts.length) return `tries ${names(hosts)} again`
  return purpose === 'apply' ? `switches ${names(hosts)}` : `takes ${names(hosts)} back`
}

/** What nobody of ours put there, or so long ago that SSM has forgotten it. */
function found(seen: Seen): Rollout | undefined {
  const most = mostlyRun(seen.known)
  if (!most) return undefined
  const running = runningOn(most.digest, seen)
  const down = downAndAstray(seen, most.digest)
  return {
    id: `found/${most.digest}`,
    carrier: most.digest,
    leading: true,
    state: 'completed',
    createdAt: most.since,
    desired: seen.known.length + down.length,
    running: running.filter(({ healthy }) => healthy).length,
    pending: 0,
    failed: 0,
    digests: digestsOf(seen.ask, most.digest),
  }
}

/** What a deployment left on hosts that are down now: they may serve it when they come back, so nothing is settled. */
function downAndAstray({ runs, hosts, ask }: Seen, digest: Digest): readonly Host[] {
  const [newest] = deploymentsIn(runs)
  if (!newest) return []
  const { deploymentId } = newest
  const down = hosts.filter((host) => !isRunning(host))
  return astray(runs, down, { deploymentIds: [deploymentId], digest, manifests: ask.manifests })
}

function runningOn(digest: Digest, { known, ask }: Seen): Known[] {
  return known.filter((each) => each.digest !== undefined && sameDigest(digest, each.digest, ask.manifests))
}

function digestsOf({ policy }: Ask, digest: Digest): Digests {
  return Object.fromEntries(Object.keys(policy.containers).map((container) => [container, digest]))
}
