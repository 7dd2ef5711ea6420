import type { Digest, Millis } from '../../domain/image.ts'
import { isFor } from './command-name.ts'
import type { Host } from './hosts.ts'
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
    const told = runs.find(({ instance, answer }) => instance === host.id && answer && !isBlind(answer.failure))
    if (!told?.answer) return []
    const { digest, healthy } = told.answer
    return [{ host, at: told.at, healthy, ...(digest ? { digest } : {}) }]
  })
}

const blind: readonly string[] = ['settings', 'host', 'docker', 'busy', 'internal', 'interrupted']

function isBlind(failure: string): boolean {
  return blind.includes(failure)
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

/** Hosts that a deployment was sent to and that may run something else than the digest. */
export function astray(
  runs: readonly Run[],
  hosts: readonly Host[],
  { deploymentId, digest }: { readonly deploymentId: string; readonly digest: Digest },
): readonly Host[] {
  return hosts.filter(({ id }) => {
    const newest = runs.find(({ instance, name }) => instance === id && name.deploymentId === deploymentId)
    return newest !== undefined && !newest.undelivered && newest.answer?.digest !== digest
  })
}
