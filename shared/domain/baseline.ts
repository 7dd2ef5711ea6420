import { isHeld } from './hold.ts'
import { withProven } from './ledger.ts'
import type { PlatformView, Rollout } from './observation.ts'
import type { Release, TargetRecord } from './record.ts'
import { imagesOf, sameRelease } from './release.ts'
import type { Context } from './step.ts'

/** What runs settled and healthy without our doing enters the ledger as found: it can be gone back to. */
export function withBaseline(record: TargetRecord, view: PlatformView, { policy, now }: Context): TargetRecord {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const images = imagesOf(leading?.digests, policy, record)
  if (!leading || !images || !isSettled(leading, view)) return record
  const release = { images, carrier: leading.carrier }
  if (isHeld(record, release) || isKnown(record, release) || isUnprovenOfOurs(record, release)) return record
  return withProven(record, { release, origin: 'found', at: now })
}

function isKnown(record: TargetRecord, release: Release): boolean {
  const top = record.ledger[0]
  return top !== undefined && sameRelease(top.release, release, record.manifests)
}

/** Put there by a deployment that did not end well: only a proof makes it one to go back to. */
function isUnprovenOfOurs(record: TargetRecord, release: Release): boolean {
  const isOurs = record.ours.some((mine) => mine.carrier === release.carrier)
  return isOurs && !record.ledger.some((entry) => sameRelease(entry.release, release, record.manifests))
}

/** Completed, and as many run as are asked for. */
export function isSettled(leading: Rollout, view: PlatformView): boolean {
  return leading.state === 'completed' && view.desired > 0 && leading.running >= view.desired
}
