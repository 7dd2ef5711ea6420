import type { Ec2Api } from '../../aws/ec2-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { RunCommandApi } from '../../aws/run-command-api.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { AppliedResult, PlatformEffect, RefusedResult } from '../../domain/effect.ts'
import type { Millis } from '../../domain/image.ts'
import { isProblem, type PlatformView, type Problem } from '../../domain/observation.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Ask, Clock, Platform } from '../../ports.ts'
import { advanceRollout, applyRelease } from './apply.ts'
import type { DockerHostContext } from './docker-host-context.ts'
import { findHosts, hostsOf, isRunning } from './hosts.ts'
import { knownOf, runsFor } from './known.ts'
import { listRuns, type Run } from './runs.ts'
import { rememberedMs, searchedSince } from './searched.ts'
import { viewOf } from './view.ts'

export interface DockerHostPlatformOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, DockerHostTarget>>
  readonly ec2: () => Promise<Ec2Api>
  readonly commands: () => Promise<RunCommandApi>
  readonly clock: Clock
  /** The host script: the files of `host/` one after another. */
  readonly script: string
  /** Whether hosts that nothing is known of may be asked what they run. */
  readonly mayAsk: boolean
}

/** Docker on EC2 instances behind nginx, driven by SSM Run Command, one batch of hosts after another. */
export function dockerHostPlatform({ targets, ...options }: DockerHostPlatformOptions): Platform {
  const context: DockerHostContext = { ...options, sent: [] }
  return {
    observe: (asks) => observe(context, targets, asks),
    apply: (policy, effect, kept = []) =>
      answered(effect, async () => applyRelease({ context, policy, target: known(targets, policy), kept }, effect)),
    advance: (policy, effect, kept = []) =>
      answered(effect, async () => advanceRollout({ context, policy, target: known(targets, policy), kept }, effect)),
  }
}

async function answered(
  { deploymentId }: PlatformEffect,
  work: () => Promise<AppliedResult>,
): Promise<AppliedResult | RefusedResult> {
  const result = await answering(work)
  if (!isProblem(result)) return result
  return { kind: 'refused', deploymentId, cause: result.cause, message: result.message }
}

async function observe(
  context: DockerHostContext,
  targets: DockerHostPlatformOptions['targets'],
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, PlatformView | Problem>> {
  const at = context.clock.now()
  const seen = await answering(() => look(context, targets, asks))
  const views = new Map<string, PlatformView | Problem>()
  for (const ask of asks) {
    const { policy } = ask
    const view = isProblem(seen)
      ? seen
      : await answering(async () => viewOf(context, ask, known(targets, policy), { ...seen, at }))
    views.set(policy.target, view)
  }
  return views
}

/** Instances and commands for all asks at once. */
async function look(context: DockerHostContext, targets: DockerHostPlatformOptions['targets'], asks: readonly Ask[]) {
  const wanted = asks.flatMap(({ policy }) => targets[policy.target] ?? [])
  const hosts = await findHosts(context, wanted)
  const now = context.clock.now()
  const missing = (read: readonly Run[], oldest: Millis) =>
    asks.flatMap((ask) => missingOf(ask, targets[ask.policy.target], read, oldest))
  const needed = Math.min(...asks.flatMap(({ own }) => (own ? searchedSince(watchedIn(own), now) : [])))
  return { hosts, runs: await listRuns(context, { since: now - rememberedMs, needed, missing }) }

  /** Hosts that have not answered, and as long as not the whole of what is watched is read, all. */
  function missingOf({ policy, own }: Ask, target: DockerHostTarget | undefined, read: readonly Run[], oldest: Millis) {
    const all = target ? hostsOf(target, hosts) : []
    if (own && oldest > searchedSince(watchedIn(own), now)) return all.map(({ id }) => id)
    const running = all.filter(isRunning)
    const told = new Set(knownOf(runsFor(policy.target, read), running).map(({ host }) => host.id))
    return running.flatMap(({ id }) => (told.has(id) ? [] : [id]))
  }
}

/** What was sent before concerns only a way back. */
function watchedIn({ deploymentId, reverting, overtakes = [] }: NonNullable<Ask['own']>): readonly string[] {
  return reverting ? [deploymentId, ...overtakes] : [deploymentId]
}

function known(targets: DockerHostPlatformOptions['targets'], { target }: Policy): DockerHostTarget {
  return (
    targets[target] ??
    refuse('invalid', `Target ${target} is no Docker host of the configuration. Add it to longshore.yml.`)
  )
}
