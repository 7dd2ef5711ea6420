import { displaced } from './displaced.ts'
import {
  type ContainerName,
  type Digests,
  digestsOf,
  type Images,
  type Millis,
  sameDigests,
  shortDigest,
} from './image.ts'
import { marksFor, refollowing } from './marks.ts'
import { isProblem, type Observation } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Attempt, Deployment, LedgerEntry, Release, Revert, State, TargetRecord } from './record.ts'
import { imagesOf, releaseKey } from './release.ts'
import { leftAlone } from './withdraw.ts'

type Containers = Policy['containers']

/**
 * The record as the configuration of today speaks of it: containers that were taken out of it are forgotten everywhere, and
 * with them what consisted of nothing else. Without this what is remembered would never again be what is seen.
 */
export function configured(record: TargetRecord, policy: Policy, now: Millis): TargetRecord {
  const isKnown = named(record).every((container) => policy.containers[container] !== undefined)
  if (isKnown && refollowing(record, policy).length === 0) return record
  const forgotten = withoutForgotten(record, policy, now)
  const { state } = forgotten
  const aimless = 'deployment' in state && isEmpty(state.deployment.goal.images)
  return aimless ? leftAlone(forgotten, 'no container of it is in the configuration any more', now) : forgotten
}

/** Every container that the record speaks of. */
function named({ mark, ledger, holds, pending, settledOn, unproven, state }: TargetRecord): ContainerName[] {
  const held = state.name === 'waiting' ? state.stuck : state
  const deployment = held && 'deployment' in held ? [held.deployment] : []
  const releases = [
    ...ledger.map((entry) => entry.release),
    ...deployment.flatMap(({ goal, from, attempt }) => [goal, from, attempt.release]),
    ...(state.name === 'reverting' ? [state.revert.to?.release] : []),
    ...[settledOn, unproven?.release, pending, pending?.inPlaceOf],
  ]
  const sets = [mark, ...holds.map((hold) => hold.digests), ...releases.map((release) => release?.images ?? {})]
  return sets.flatMap((set) => Object.keys(set))
}

function withoutForgotten(record: TargetRecord, policy: Policy, now: Millis): TargetRecord {
  const { containers } = policy
  const { settledOn, unproven, ...rest } = withConfiguredPending(record, policy, now)
  const settled = settledOn && projected(settledOn, containers)
  const late = unproven && projected(unproven.release, containers)
  return {
    ...rest,
    mark: marksFor(record, policy),
    ledger: configuredLedger(record.ledger, containers),
    holds: record.holds.flatMap((hold) => {
      const digests = only(hold.digests, containers)
      return isEmpty(digests) ? [] : [{ ...hold, digests }]
    }),
    state: configuredState(record.state, containers),
    ...(settled ? { settledOn: settled } : {}),
    ...(unproven && late ? { unproven: { ...unproven, release: late } } : {}),
  }
}

function only<T>(
  named: Readonly<Record<ContainerName, T>>,
  containers: Containers,
): Readonly<Record<ContainerName, T>> {
  const kept = Object.entries(named).filter(([container]) => containers[container] !== undefined)
  return Object.fromEntries(kept)
}

function isEmpty(named: object): boolean {
  return Object.keys(named).length === 0
}

function projected(release: Release, containers: Containers): Release | undefined {
  const images = only(release.images, containers)
  return isEmpty(images) ? undefined : { ...release, images }
}

/** Entries that differed in a forgotten container alone are one by now. */
function configuredLedger(ledger: readonly LedgerEntry[], containers: Containers): readonly LedgerEntry[] {
  const byKey = new Map<string, LedgerEntry>()
  for (const entry of ledger) {
    const release = projected(entry.release, containers)
    if (release && !byKey.has(releaseKey(release))) byKey.set(releaseKey(release), { ...entry, release })
  }
  return [...byKey.values()]
}

function withConfiguredPending(record: TargetRecord, policy: Policy, now: Millis): TargetRecord {
  const { pending } = record
  if (!pending) return record
  const { inPlaceOf, ...rest } = pending
  const changed = refollowing(record, policy)
  const wanted = Object.entries(only(pending.images, policy.containers)).filter(([name]) => !changed.includes(name))
  const images = Object.fromEntries(wanted)
  if (isEmpty(images) && !isEmpty(pending.images))
    return displaced(record, 'the configuration ceased to follow it', now)
  const before = inPlaceOf && projected(inPlaceOf, policy.containers)
  return { ...record, pending: { ...rest, images, ...(before ? { inPlaceOf: before } : {}) } }
}

function configuredState(state: State, containers: Containers): State {
  switch (state.name) {
    case 'idle':
      return state
    case 'waiting':
      return configuredWaiting(state, containers)
    case 'reverting':
      return { ...withDeployment(state, containers), revert: configuredRevert(state.revert, containers) }
    default:
      return withDeployment(state, containers)
  }
}

/** Stuck on something that nobody configures is stuck no more. */
function configuredWaiting({ stuck, ...state }: Extract<State, { name: 'waiting' }>, containers: Containers): State {
  const left = stuck && withDeployment(stuck, containers)
  return left && !isEmpty(left.deployment.goal.images) ? { ...state, stuck: left } : state
}

function withDeployment<T extends { readonly deployment: Deployment }>(state: T, containers: Containers): T {
  return { ...state, deployment: configuredDeployment(state.deployment, containers) }
}

function configuredDeployment(deployment: Deployment, containers: Containers): Deployment {
  const { from, ...rest } = deployment
  const before = from && projected(from, containers)
  return {
    ...rest,
    goal: { ...rest.goal, images: only(rest.goal.images, containers) },
    changed: rest.changed.filter((container) => containers[container] !== undefined),
    attempt: configuredAttempt(rest.attempt, containers),
    ...(before ? { from: before } : {}),
  }
}

function configuredAttempt(attempt: Attempt, containers: Containers): Attempt {
  return { ...attempt, release: { ...attempt.release, images: only(attempt.release.images, containers) } }
}

/** A way back that says nothing of today's containers is chosen anew. */
function configuredRevert(revert: Revert, containers: Containers): Revert {
  const { to, attempt, ...rest } = revert
  const release = to && projected(to.release, containers)
  if (!to || !release || !attempt) return rest
  return { ...rest, to: { ...to, release }, attempt: configuredAttempt(attempt, containers) }
}

/**
 * A release that says nothing of a container that came to the configuration later learns it from what runs, where that is the
 * same release otherwise.
 */
export function completed(record: TargetRecord, policy: Policy, { platform }: Observation): TargetRecord {
  const leading = !platform || isProblem(platform) ? undefined : platform.rollouts.find((rollout) => rollout.leading)
  const images = leading?.state === 'completed' ? imagesOf(leading.digests, policy, record) : undefined
  if (!leading || !images) return record
  const isIncomplete = (release: Release) => missingContainers(release.images, policy).length > 0
  const isSame = (release: Release) => sameDigests(digestsOf(release.images), leading.digests, record.manifests)
  const complete = (release: Release) =>
    isIncomplete(release) && isSame(release)
      ? { images: { ...images, ...release.images }, carrier: leading.carrier }
      : release
  return {
    ...record,
    ledger: record.ledger.map((entry) => ({ ...entry, release: complete(entry.release) })),
    ...(record.settledOn ? { settledOn: complete(record.settledOn) } : {}),
  }
}

/** Why a release cannot be gone back to as things are configured: nobody could tell what it would run. */
export function whyIncomplete({ images }: Release, policy: Policy): string | undefined {
  const missing = missingContainers(images, policy)
  if (missing.length === 0) return undefined
  const tags = Object.values(images).map(({ tag, digest }) => tag ?? shortDigest(digest))
  return `${tags.join(', ')} was proven before the container ${missing.join(', ')} came to the configuration`
}

/** Configured containers of which a release, or what was resolved, says nothing. */
export function missingContainers(known: Images | Digests, policy: Policy): ContainerName[] {
  return Object.keys(policy.containers).filter((container) => known[container] === undefined)
}
