import { missingContainers } from './configured.ts'
import { holdOn, isHeld } from './hold.ts'
import { digestsOf, type Images, sameDigests } from './image.ts'
import type { PlatformView, Rollout } from './observation.ts'
import type { Policy } from './policy.ts'
import type { Pending, TargetRecord } from './record.ts'
import { imagesOf } from './release.ts'
import type { Context } from './step.ts'
import { underWay } from './under-way.ts'
import { isStaleWrite } from './verdict.ts'

/**
 * What the containers without a push run: what is there if it is sound, else what is on its way or was put back from, else what was
 * proven last. Another rollout of the same images is no other base.
 */
export function baseImages(record: TargetRecord, pending: Pending, view: PlatformView, { policy }: Context): Images {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const running = imagesOf(leading?.digests, policy, record)
  const coming = known(underWay(record, pending)?.images, record, policy)
  const expected = coming ?? known(beforeTheCall(record) ?? atRest(record, policy), record, policy)
  const proven = record.ledger.find((entry) => !isHeld(record, entry.release))?.release.images
  if (!leading || !running || holdOn(record, { images: running })) return coming ?? proven ?? running ?? {}
  if (expected && sameDigests(digestsOf(expected), leading.digests, record.manifests)) return running
  if (expected && isPutBack(record, leading)) return expected
  return leading.state === 'completed' ? running : (coming ?? proven ?? running)
}

/** What is known of every container, and is not on hold. */
function known(images: Images | undefined, record: TargetRecord, policy: Policy): Images | undefined {
  return images && missingContainers(images, policy).length === 0 && !holdOn(record, { images }) ? images : undefined
}

/** An older release that a paused worker of ours put there goes again by itself. */
function isPutBack(record: TargetRecord, leading: Rollout): boolean {
  const deploymentId = 'deployment' in record.state ? record.state.deployment.id : 'none: at rest'
  return isStaleWrite(leading, { record, deploymentId })
}

/** Nothing was called yet for the deployment in progress: what ran before it, or where a person or a repair goes back to. */
function beforeTheCall({ state }: TargetRecord): Images | undefined {
  if (state.name !== 'preparing' && state.name !== 'rolling') return undefined
  const { trigger, goal, from } = state.deployment
  return trigger.kind === 'rollback' || trigger.kind === 'repair' ? goal.images : from?.images
}

/** What the last deployment left, or what somebody else put there and was seen to complete. */
function atRest(record: TargetRecord, policy: Policy): Images | undefined {
  const { settledOn, usurped, resolved, manifests } = record
  if (settledOn) return settledOn.images
  const isSeen = usurped?.digests && sameDigests(usurped.digests, resolved?.digests, manifests)
  return isSeen ? imagesOf(usurped.digests, policy, record) : undefined
}
