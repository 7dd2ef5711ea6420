import { type ContainerName, digestsOf, sameDigests } from './image.ts'
import type { Deployment, Hold, Release, TargetRecord } from './record.ts'

/** Most holds a record keeps. */
const holdBound = 50

/** The hold that forbids a release: every pair of the hold is in the release. */
export function holdOn(record: TargetRecord, release: Release): Hold | undefined {
  return record.holds.find((hold) => sameDigests(hold.digests, digestsOf(release.images), record.manifests))
}

/** Whether a release may not be rolled out here by itself. */
export function isHeld(record: TargetRecord, release: Release): boolean {
  return holdOn(record, release) !== undefined
}

/** Holds the pairs that a deployment changed. */
export function withHold(record: TargetRecord, deployment: Deployment, why: string, at: number): TargetRecord {
  const pairs = deployment.changed.length > 0 ? deployment.changed : Object.keys(deployment.goal.images)
  return withHoldOn(record, deployment.goal, pairs, { at, deploymentId: deployment.id, why })
}

/** Holds the named containers' images of a release. */
export function withHoldOn(
  record: TargetRecord,
  release: Release,
  containers: readonly ContainerName[],
  about: Omit<Hold, 'digests'>,
): TargetRecord {
  const all = digestsOf(release.images)
  const digests = Object.fromEntries(Object.entries(all).filter(([container]) => containers.includes(container)))
  if (Object.keys(digests).length === 0) return record
  const others = record.holds.filter((hold) => !sameDigests(hold.digests, digests, record.manifests))
  return { ...record, holds: [{ digests, ...about }, ...others].slice(0, holdBound) }
}

/** Lifts every hold that a release contains: it has been proven. */
export function withoutHoldsOn(record: TargetRecord, release: Release): TargetRecord {
  const holds = record.holds.filter((hold) => !sameDigests(hold.digests, digestsOf(release.images), record.manifests))
  return { ...record, holds }
}
