import type { DockerHostTarget } from '../../config/normalised.ts'
import type { Digest, Millis } from '../../domain/image.ts'
import { brings, type Purpose } from './command-name.ts'
import { type Host, isRunning } from './hosts.ts'
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

/** The progress that the commands of one deployment and purpose tell of. `expected`: the digest where no answer says it yet. */
export function progressOf(
  runs: readonly Run[],
  hosts: readonly Host[],
  about: { readonly deploymentId: string; readonly purpose: Progress['purpose']; readonly expected?: Digest },
): Progress | undefined {
  const { deploymentId, purpose, expected } = about
  const own = runs.filter(({ name }) => name.deploymentId === deploymentId && name.purpose === purpose)
  if (own.length === 0) return undefined
  const since = Math.min(...own.map(({ at }) => at))
  const byHost = Map.groupBy(own, ({ instance }) => instance)
  const states = members(hosts, byHost, purpose, since).map((host) => stateOf(host, byHost.get(host.id) ?? []))
  const gone = [...byHost.keys()].filter((id) => !hosts.some((host) => host.id === id))
  const vanished = gone.flatMap((id) => vanishedUnfinished(id, byHost.get(id) ?? []))
  const of = (kind: HostState['kind']): Host[] => states.flatMap((state) => (state.kind === kind ? [state.host] : []))
  const digest = digestOf(own, expected)
  return {
    ...{ purpose, deploymentId, since },
    ...{ done: of('done'), underWay: of('under-way'), busy: of('busy'), left: of('left'), failed: of('failed') },
    failures: [...states.flatMap((state) => (state.kind === 'failed' ? [state.why] : [])), ...vanished],
    ...(digest ? { digest } : {}),
  }
}

/** Hosts that came later are no part of it; a way back concerns those only that were sent something. */
function members(
  hosts: readonly Host[],
  byHost: ReadonlyMap<string, readonly Run[]>,
  purpose: Progress['purpose'],
  since: Millis,
): Host[] {
  return hosts.filter(
    (host) => byHost.has(host.id) || (purpose === 'apply' && isRunning(host) && host.launchedAt <= since),
  )
}

function vanishedUnfinished(id: string, runs: readonly Run[]): string[] {
  return runs.some(({ state }) => state === 'done') ? [] : [`${id} does not exist any more, or lost its tag`]
}

type HostState =
  | { readonly kind: 'done' | 'under-way' | 'busy' | 'left'; readonly host: Host }
  | { readonly kind: 'failed'; readonly host: Host; readonly why: string }

/** What is done stays done: a later run that found the host busy changes nothing. */
function stateOf(host: Host, runs: readonly Run[]): HostState {
  const [newest] = runs
  if (runs.some(({ state }) => state === 'done')) return { kind: 'done', host }
  if (!newest) return { kind: 'left', host }
  if (!isRunning(host)) {
    const why = `${host.called} went down in the middle (${host.state}): start it again or take its tag away, then deploy again`
    return { kind: 'failed', host, why }
  }
  if (runs.some(({ state }) => state === 'under-way')) return { kind: 'under-way', host }
  if (newest.answer?.failure === 'busy') return { kind: 'busy', host }
  return { kind: 'failed', host, why: `${host.called}: ${wordsOf(newest)}` }
}

function wordsOf({ answer, trouble }: Run): string {
  return answer ? `${answer.failure || 'failed'}: ${answer.reason}` : (trouble ?? 'failed')
}

function digestOf(runs: readonly Run[], expected: Digest | undefined): Digest | undefined {
  const told = runs.find(({ state, answer }) => state === 'done' && answer?.digest)?.answer?.digest
  if (told) return told
  return expected && runs.some(({ name }) => brings(name, expected)) ? expected : undefined
}

/** How many hosts it concerns. */
export function sizeOf({ done, underWay, busy, left, failed }: Progress): number {
  return done.length + underWay.length + busy.length + left.length + failed.length
}

/** In words; other words for every other state, since a step is taken only in the stage it was decided in. */
export function stageOf(progress: Progress): string {
  const { done, underWay, busy, purpose } = progress
  const verb = purpose === 'apply' ? 'switched' : 'taken back'
  const parts = [
    `${done.length} of ${sizeOf(progress)} hosts ${verb}`,
    ...(underWay.length > 0 ? [`${names(underWay)} under way`] : []),
    ...(busy.length > 0 ? [`${names(busy)} busy`] : []),
  ]
  return parts.join(', ')
}

export function names(hosts: readonly Host[]): string {
  return hosts.map(({ called }) => called.replace(/ \(.*/, '')).join(', ')
}

/** The hosts that come next: those that were busy, else the next batch. None while others are under way, or after a failure. */
export function nextHosts(progress: Progress, { batch }: DockerHostTarget): readonly Host[] {
  const { underWay, busy, left, failures, done } = progress
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
