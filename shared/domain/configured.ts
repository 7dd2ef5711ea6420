import { displaced } from './displaced.ts'
import { type ContainerName, type Digests, digestsOf, type Images } from './image.ts'
import { isProblem, type Observation, type Rollout } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Attempt, Deployment, LedgerEntry, Release, Revert, State, TargetRecord } from './record.ts'
import { imagesOf, releaseKey } from './release.ts'

type Containers = Policy['containers']

/**
 * The record as the configuration of today speaks of it: containers that were taken out of it are forgotten everywhere, and
 * with them what consisted of nothing else. Without this what is remembered would never again be what is seen.
 */
export function configured(record: TargetRecord, { containers }: Policy): TargetRecord {
  const { settledOn, unproven, ...rest } = withConfiguredPending(record, containers)
  const settled = settledOn && projected(settledOn, containers)
  const late = unproven && projected(unproven.release, containers)
  return {
    ...rest,
    mark: only(record.mark, containers),
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

function only<T>(named: Readonly<Record<ContainerName, T>>, containers: Containers): Readonly<Record<ContainerName, T>> {
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

function withConfiguredPending(record: TargetRecord, containers: Containers): TargetRecord {
  const { pending } = record
  if (!pending || isEmpty(pending.images)) return record
  const images = only(pending.images, containers)
  return isEmpty(images)
    ? displaced(record, 'its container was taken out of the configuration')
    : { ...record, pending: { ...pending, images } }
}

function configuredState(state: State, containers: Containers): State {
  switch (state.name) {
    case 'idle':
      return state
    case 'waiting':
      return state.stuck ? { ...state, stuck: withDeployment(state.stuck, containers) } : state
    case 'reverting':
      return { ...withDeployment(state, containers), revert: configuredRevert(state.revert, containers) }
    default:
      return withDeployment(state, containers)
  }
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
  const complete = (release: Release) => completedFrom(release, leading, images, policy)
  return {
    ...record,
    ledger: record.ledger.map((entry) => ({ ...entry, release: complete(entry.release) })),
    ...(record.settledOn ? { settledOn: complete(record.settledOn) } : {}),
  }
}

function completedFrom(release: Release, leading: Rollout, images: Images, policy: Policy): Release {
  const isSame = Object.entries(digestsOf(release.images)).every(([container, digest]) => leading.digests?.[container] === digest)
  if (!isSame || missingContainers(release.images, policy).length === 0) return release
  return { images: { ...images, ...release.images }, carrier: leading.carrier }
}

/** Configured containers of which a release, or what was resolved, says nothing. */
export function missingContainers(known: Images | Digests, policy: Policy): ContainerName[] {
  return Object.keys(policy.containers).filter((container) => known[container] === undefined)
}
