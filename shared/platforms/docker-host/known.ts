import { type Digest, type Manifests, type Millis, sameDigest } from '../../domain/image.ts'
import { isFor } from './command-name.ts'
import { type Host, isGone } from './hosts.ts'
import type { Run } from './runs.ts'

/** What a host said last of what it runs. */
export interface Known {
  readonly host: Host
  readonly at: Millis
  readonly digest?: Digest
  readonly healthy: boolean
}

/** The commands that were for this target. */
export function runsFor(target: string, runs: readonly Run[]): Run[] {
  return runs.filter(({ name, answer }) => (answer ? answer.target === target : isFor(target, name)))
}

/** The newest answer of each host. An answer that could not look at docker says nothing. */
export function knownOf(runs: readonly Run[], hosts: readonly Host[]): Known[] {
  return hosts.flatMap((host): Known[] => {
    const told = runs.find((run) => run.instance === host.id && isTelling(run))
    if (!told?.answer) return []
    const { digest, healthy } = told.answer
    return [{ host, at: told.at, healthy, ...(digest ? { digest } : {}) }]
  })
}

const blind: readonly string[] = ['settings', 'host', 'docker', 'busy', 'internal', 'interrupted']

function isTelling({ answer }: Run): boolean {
  return answer !== undefined && !blind.includes(answer.failure)
}

/** What most hosts run; of equals what was told last. */
export function mostlyRun(known: readonly Known[]): { readonly digest: Digest; readonly since: Millis } | undefined {
  const groups = Map.groupBy(
    known.filter(({ digest }) => digest !== undefined),
    ({ digest }) => digest,
  )
  const counted = [...groups].map(([digest, some]) => ({ digest, count: some.length, since: latest(some) }))
  const [first] = counted.sort((a, b) => b.count - a.count || b.since - a.since)
  return first?.digest ? { digest: first.digest, since: first.since } : undefined
}

function latest(known: readonly Known[]): Millis {
  return Math.max(...known.map(({ at }) => at))
}

/**
 * Hosts that one of these deployments reached and that may run something else than the digest: by what they told last since, or
 * because they told nothing. `runs` are newest first.
 */
export function astray(
  runs: readonly Run[],
  hosts: readonly Host[],
  about: { readonly deploymentIds: readonly string[]; readonly digest: Digest; readonly manifests: Manifests },
): readonly Host[] {
  const byHost = Map.groupBy(runs, ({ instance }) => instance)
  return hosts.filter((host) => {
    const own = byHost.get(host.id) ?? []
    const reached = own.filter((run) => isApplyOf(about.deploymentIds, run) && !run.undelivered)
    const [last] = reached
    if (!last || isGone(host)) return false
    if (reached.some(({ state }) => state === 'under-way')) return true
    const told = own.slice(0, own.indexOf(last) + 1).find(isTelling)?.answer?.digest
    return told === undefined || !sameDigest(about.digest, told, about.manifests)
  })
}

export function isApplyOf(deploymentIds: readonly string[], { name }: Run): boolean {
  return name.deploymentId !== undefined && deploymentIds.includes(name.deploymentId) && name.purpose === 'apply'
}
