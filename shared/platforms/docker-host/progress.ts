import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Digest, Manifests, Millis } from '../../domain/image.ts'
import { brings, type Purpose } from './command-name.ts'
import { type Host, isGone, isRunning } from './hosts.ts'
import { astray, isApplyOf } from './known.ts'
import type { Run } from './runs.ts'

/** How far one deployment, or its way back, has come. */
export interface Progress {
  readonly purpose: Exclude<Purpose, 'look'>
  readonly deploymentId: string
  /** When its first command was sent. */
  readonly since: Millis
  readonly done: readonly Host[]
  readonly underWay: readonly Host[]
  /** Another run was in progress on them: to be tried again. */
  readonly busy: readonly Host[]
  readonly left: readonly Host[]
  /** In words, one for each host that failed. */
  readonly failures: readonly string[]
  readonly failed: readonly Host[]
  /** As an answer tells it, or as it is expected. */
  readonly digest?: Digest
}

/** A run that another one kept from starting is tried again after so long. */
const busyAgainMs = 30_000

/** What progress is asked for. */
export interface About {
  readonly deploymentId: string
  readonly purpose: Progress['purpose']
  /** The digest where no answer says it yet; for a way back, what is gone back to. */
  readonly expected?: Digest
  readonly manifests?: Manifests
  /** A way back covers the hosts that these deployments reached, too. */
  readonly overtakes?: readonly string[]
  /** When it began, as long as no command of it is to be seen. */
  readonly since?: Millis
}

/**
 * The progress that the commands of one deployment and purpose tell of. A way back is also what has not been sent anything yet:
 * every host that the deployment, or one that it overtook, reached and that may still run something else than what is gone back to.
 */
export function progressOf(runs: readonly Run[], hosts: readonly Host[], about: About): Progress | undefined {
  const { deploymentId, purpose, expected, manifests = {}, overtakes = [] } = about
  const deploymentIds = [deploymentId, ...overtakes]
  const own = runs.filter(({ name }) => name.deploymentId === deploymentId && name.purpose === purpose)
  const digest = own.length > 0 ? digestOf(own, expected) : expected
  const strays = purpose === 'revert' && digest ? astray(runs, hosts, { deploymentIds, digest, manifests }) : []
  if (own.length + strays.length === 0) return undefined
  const since = own.length > 0 ? Math.min(...own.map(({ at }) => at)) : (about.since ?? 0)
  const byHost = Map.groupBy(own, ({ instance }) => instance)
  const applied = purpose === 'revert' ? underWayOf(runs, deploymentIds) : []
  const states = members(hosts, byHost, since, strays, purpose).flatMap((host): HostState[] => {
    const state = stateOf(host, byHost.get(host.id) ?? [], purpose)
    // Two runs that arrive at once begin in any order: one that may still switch the host is waited for.
    return [state.kind === 'left' && applied.includes(host.id) ? { kind: 'under-way', host } : state]
  })
  const of = (kind: HostState['kind']): Host[] => states.flatMap((state) => (state.kind === kind ? [state.host] : []))
  const failures = states.flatMap((state) => (state.kind === 'failed' ? [state.why] : []))
  const lost = purpose === 'apply' ? failedAndGone(hosts, byHost) : []
  const none = states.length + lost.length === 0 && purpose === 'apply' ? [nobodyLeft] : []
  return {
    ...{ purpose, deploymentId, since },
    ...{ done: of('done'), underWay: of('under-way'), busy: of('busy'), left: of('left'), failed: of('failed') },
    failures: [...failures, ...lost, ...none],
    ...(digest ? { digest } : {}),
  }
}

const nobodyLeft =
  'every instance that it was sent to has been terminated or has lost its tag: deploy again, to those that took their place'

function underWayOf(runs: readonly Run[], deploymentIds: readonly string[]): string[] {
  return runs.flatMap((run) => (isApplyOf(deploymentIds, run) && run.state === 'under-way' ? [run.instance] : []))
}

/** Hosts that came later are no part of it, nor those that are gone for good. */
function members(
  hosts: readonly Host[],
  byHost: ReadonlyMap<string, readonly Run[]>,
  since: Millis,
  strays: readonly Host[],
  purpose: Progress['purpose'],
): Host[] {
  return hosts.filter(
    (host) =>
      !isGone(host) &&
      (byHost.has(host.id) ||
        strays.includes(host) ||
        (purpose === 'apply' && isRunning(host) && host.launchedAt <= since)),
  )
}

/** An instance that fails its checks is often replaced at once: what the script found there still counts. */
function failedAndGone(hosts: readonly Host[], byHost: ReadonlyMap<string, readonly Run[]>): string[] {
  const there = new Set(hosts.flatMap((host) => (isGone(host) ? [] : [host.id])))
  return [...byHost].flatMap(([id, runs]) => {
    const [newest] = runs
    if (there.has(id) || !newest?.answer || newest.state !== 'failed' || isBusy(newest)) return []
    if (runs.some(({ state }) => state === 'done')) return []
    const called = hosts.find((host) => host.id === id)?.called ?? id
    return [`${called}, which has been terminated: ${wordsOf(newest)}`]
  })
}

type HostState =
  | { readonly kind: 'done' | 'under-way' | 'busy' | 'left'; readonly host: Host }
  | { readonly kind: 'failed'; readonly host: Host; readonly why: string }

/** What is done stays done: a later run that found the host busy changes nothing. */
function stateOf(host: Host, runs: readonly Run[], purpose: Progress['purpose']): HostState {
  const [newest] = runs
  if (runs.some(({ state }) => state === 'done')) return { kind: 'done', host }
  if (!isRunning(host)) return { kind: 'failed', host, why: whyDown(host, purpose) }
  if (!newest) return { kind: 'left', host }
  if (runs.some(({ state }) => state === 'under-way')) return { kind: 'under-way', host }
  if (isBusy(newest)) return { kind: 'busy', host }
  return { kind: 'failed', host, why: `${host.called}: ${wordsOf(newest)}` }
}

function whyDown({ called, state }: Host, purpose: Progress['purpose']): string {
  return purpose === 'apply'
    ? `${called} went down in the middle (${state}): start it again or take its tag away, then deploy again`
    : `${called} is down (${state}) and may serve the condemned release when it comes back: start it and redeploy what is proven, or terminate it`
}

function isBusy({ answer }: Run): boolean {
  return answer?.failure === 'busy'
}

function wordsOf({ answer, trouble }: Run): string {
  return answer ? `${answer.failure || 'failed'}: ${answer.reason}` : (trouble ?? 'failed')
}

function digestOf(runs: readonly Run[], expected: Digest | undefined): Digest | undefined {
  const told = runs.find(({ state, answer }) => state === 'done' && answer?.digest)?.answer?.digest
  if (told) return told
  return expected && runs.every(({ name }) => brings(name, expected)) ? expected : undefined
}

/** How many hosts it concerns. */
export function sizeOf({ done, underWay, busy, left, failed }: Progress): number {
  return done.length + underWay.length + busy.length + left.length + failed.length
}

/** In words; other words only when another host is done: what comes and goes on a host is no progress. */
export function stageOf(progress: Progress): string {
  const verb = progress.purpose === 'apply' ? 'switched' : 'taken back'
  return `${progress.done.length} of ${sizeOf(progress)} hosts ${verb}`
}

export function names(hosts: readonly Host[]): string {
  return hosts.map(({ called }) => called.replace(/ \(.*/, '')).join(', ')
}

/**
 * The hosts that come next: those that were busy, else the next batch. None while others are under way, or after a failure; but on
 * the way back no host waits for another.
 */
export function nextHosts(progress: Progress, { batch }: DockerHostTarget): readonly Host[] {
  const { purpose, underWay, busy, left, failures, done } = progress
  if (purpose === 'revert') return [...left, ...busy]
  if (underWay.length > 0 || failures.length > 0) return []
  if (busy.length > 0) return busy
  return left.slice(0, batchSize(done.length === 0 ? batch.first : batch.next, sizeOf(progress)))
}

/** SSM takes fifty instances a command. */
export const mostInstances = 50

/** `2`, or `{ percent: 25 }` of all hosts, at least one. */
export function batchSize(size: number | { readonly percent: number }, hosts: number): number {
  const wanted = typeof size === 'number' ? size : Math.floor((hosts * size.percent) / 100)
  return Math.min(mostInstances, Math.max(1, wanted))
}

/** How long its stage must have lasted before the next hosts are taken. */
export function pauseMs({ busy, purpose }: Progress, { batch }: DockerHostTarget): Millis {
  if (busy.length > 0) return busyAgainMs
  return purpose === 'apply' ? batch.pauseMs : 0
}
