import { answering } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import { isProblem, type Problem } from '../../domain/observation.ts'
import type { ImageUsers, InUse } from '../../prune-ports.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import { findHosts, type Host, hostsOf, isRunning } from './hosts.ts'
import { knownOf, runsFor } from './known.ts'
import { listRuns, type Run } from './runs.ts'
import { rememberedMs } from './searched.ts'

export interface DockerHostUsersOptions extends Pick<DockerHostContext, 'ec2' | 'commands' | 'clock'> {
  /** By target name. */
  readonly targets: Readonly<Record<string, DockerHostTarget>>
}

/** What hosts told last that they run. Nothing is sent to them: a host that told nothing lately may run anything of its target. */
export function dockerHostUsers({ targets, ...options }: DockerHostUsersOptions): ImageUsers {
  const context: DockerHostContext = { ...options, script: '', mayAsk: false, sent: [] }
  return {
    async inUse() {
      if (Object.keys(targets).length === 0) return { needs: [], unread: [] }
      const seen = await answering(() => look(context, targets))
      const parts = Object.entries(targets).map(([name, target]) =>
        isProblem(seen) ? notSeen(name, seen) : usesOf(name, hostsOf(target, seen.hosts), seen.runs),
      )
      return { needs: parts.flatMap(({ needs }) => needs), unread: parts.flatMap(({ unread }) => unread) }
    },
  }
}

function notSeen(name: string, { message }: Problem): InUse {
  return { needs: [], unread: [{ why: message, targets: [name] }] }
}

async function look(context: DockerHostContext, targets: DockerHostUsersOptions['targets']) {
  const hosts = await findHosts(context, Object.values(targets))
  const since = context.clock.now() - rememberedMs
  const missing = (read: readonly Run[]): string[] =>
    Object.entries(targets).flatMap(([name, target]) =>
      silentOf(hostsOf(target, hosts), runsFor(name, read)).map(({ id }) => id),
    )
  return { hosts, runs: await listRuns(context, { since, needed: since, missing }) }
}

/** A stopped host may start again with what it had. */
function usesOf(name: string, hosts: readonly Host[], all: readonly Run[]): InUse {
  const runs = runsFor(name, all)
  const silent = silentOf(hosts, runs)
  const needs = knownOf(runs, hosts).flatMap(({ host, digest }) =>
    digest === undefined ? [] : [{ use: 'runs' as const, by: `host ${host.called}`, image: digest }],
  )
  if (silent.length === 0) return { needs, unread: [] }
  const why =
    `What ${silent.map(({ called }) => called).join(', ')} of target ${name} run is not known: they told nothing in thirty days. ` +
    'See that their agents are online; a look at the target asks them.'
  return { needs, unread: [{ why, targets: [name] }] }
}

/** Running hosts that told nothing. */
function silentOf(hosts: readonly Host[], runs: readonly Run[]): Host[] {
  const told = new Set(knownOf(runs, hosts).map(({ host }) => host.id))
  return hosts.filter((host) => isRunning(host) && !told.has(host.id))
}
