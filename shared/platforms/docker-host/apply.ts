import { refuse } from '../../aws/refusal.ts'
import type { DockerHostTarget } from '../../config/normalised.ts'
import type { AdvanceEffect, AppliedResult, ApplyEffect } from '../../domain/effect.ts'
import { type Digest, digestsOf, type Millis } from '../../domain/image.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Release } from '../../domain/record.ts'
import { agentsOf, agentTrouble } from './agents.ts'
import { deliver } from './deliver.ts'
import { type DockerHostContext, nameOf } from './docker-host-context.ts'
import { findHosts, type Host, hostsOf, isRunning } from './hosts.ts'
import { runsFor } from './known.ts'
import { batchSize, nextHosts, type Progress, progressOf, stageOf } from './progress.ts'
import { readRolloutId, rolloutId } from './rollouts.ts'
import { listRuns, type Run } from './runs.ts'
import { searchedSince } from './searched.ts'

/** What an effect is carried out on. */
interface Job {
  readonly context: DockerHostContext
  readonly policy: Policy
  readonly target: DockerHostTarget
  /** Images that no host may remove. */
  readonly kept: readonly Digest[]
}

/**
 * Sends the first batch; on the way back, every host that may run something else. Throws a Refusal when nothing was sent.
 * A way back looks first: hosts that were sent something already are left alone.
 */
export async function applyRelease(job: Job, effect: ApplyEffect): Promise<AppliedResult> {
  const { context, policy, target, kept } = job
  if (policy.mode !== 'revision') refuseMode(policy)
  const hosts = hostsOf(target, await findHosts(context, [target]))
  const running = hosts.filter(isRunning)
  if (running.length === 0) return refuse('gone', noHosts(target))
  const { deploymentId, kind: purpose, overtakes = [] } = effect
  const digest = digestIn(effect.release)
  const now = context.clock.now()
  const runs = purpose === 'revert' || effect.again ? await runsOf(job, [deploymentId, ...overtakes], hosts) : []
  const already = progressOf(runs, hosts, { deploymentId, purpose, expected: digest, since: now, overtakes })
  if (purpose === 'apply' && already) return applied(deploymentId, purpose, digest, already.since)
  const next = purpose === 'apply' ? await firstBatch(job, running) : (already?.left ?? [])
  const since = already?.since ?? now
  if (next.length === 0) return applied(deploymentId, purpose, digest, since)
  const at = await deliver(job, next, {
    action: purpose === 'apply' ? 'deploy' : 'revert',
    ...{ deploymentId, digest, kept, restarts: effect.force },
  })
  return applied(deploymentId, purpose, digest, Math.min(since, at))
}

/** Sends the next batch if the rollout is still in the stage of the effect. */
export async function advanceRollout(job: Job, effect: AdvanceEffect): Promise<AppliedResult> {
  const { context, target, kept } = job
  const { deploymentId, release, rollout, stage, overtakes = [] } = effect
  const purpose = readRolloutId(rollout)?.purpose ?? 'apply'
  const hosts = hostsOf(target, await findHosts(context, [target]))
  const digest = digestIn(release)
  const runs = await runsOf(job, [deploymentId, ...overtakes], hosts)
  const since = context.clock.now()
  const progress = progressOf(runs, hosts, { deploymentId, purpose, expected: digest, since, overtakes })
  if (!progress) return refuse('unavailable', `The commands of ${deploymentId} are not to be seen. It is tried again.`)
  const next = stageOf(progress) === stage ? nextHosts(progress, target) : []
  if (next.length > 0) {
    await deliver(job, next, {
      action: purpose === 'apply' ? 'deploy' : 'revert',
      ...{ deploymentId, digest, kept, restarts: false },
    })
  }
  return applied(deploymentId, purpose, digest, progress.since)
}

export function noHosts(target: DockerHostTarget): string {
  return `There are no running ${nameOf(target)}. Start or tag an instance, or correct dockerHost.instances in longshore.yml.`
}

function refuseMode({ mode, target }: Policy): never {
  return mode === 'observe'
    ? refuse('invalid', `Target ${target} is only observed (mode: observe): nothing is deployed.`)
    : refuse('unsupported', `Target ${target} has mode ${mode}, which Docker hosts do not know. Remove mode.`)
}

/** Nothing begins as long as an agent is missing: the rollout would stop half-way. */
async function firstBatch({ context, target }: Job, running: readonly Host[]): Promise<readonly Host[]> {
  const troubles = (await agentsOf(context, running)).flatMap((agent) => agentTrouble(agent) ?? [])
  if (troubles.length > 0) refuse('invalid', `Not started: ${troubles.join('; ')}.`)
  return running.slice(0, batchSize(target.batch.first, running.length))
}

async function runsOf({ context, policy }: Job, ids: readonly string[], hosts: readonly Host[]): Promise<Run[]> {
  const since = searchedSince(ids, context.clock.now())
  const missing = (_: readonly Run[], oldest: Millis) => (oldest <= since ? [] : hosts.map(({ id }) => id))
  return runsFor(policy.target, await listRuns(context, { since, needed: since, missing }))
}

function digestIn({ images }: Release): Digest {
  return Object.values(digestsOf(images))[0] ?? refuse('invalid', 'The release names no image. Deploy another one.')
}

function applied(
  deploymentId: string,
  purpose: Progress['purpose'],
  carrier: string,
  createdAt: Millis,
): AppliedResult {
  return { kind: 'applied', deploymentId, rollout: { id: rolloutId(deploymentId, purpose), carrier, createdAt } }
}
