import { alarmsUnseen, firingNow } from '../alarms.ts'
import { carries } from '../attempt.ts'
import { isSettled } from '../baseline.ts'
import { digestsOf, sameDigests } from '../image.ts'
import { isProblem, type Observation, type PlatformView } from '../observation.ts'
import { notice } from '../outbox.ts'
import type { Deployment, Release, StuckState, TargetRecord } from '../record.ts'
import { imagesOf } from '../release.ts'
import { remindAt, reminded } from '../reminder.ts'
import { type Context, proceed, type Step, wait } from '../step.ts'

/** How often a stuck target is looked at, in case it heals. */
const lookMs = 5 * 60_000

/** The revert failed: only a person, a newer push or the platform itself can mend it. */
export function stuck(record: TargetRecord, state: StuckState, context: Context): Step {
  const { now } = context
  if (record.pending)
    return proceed(
      { ...record, state: { name: 'waiting', since: now, why: 'settle', stuck: state } },
      'a new start may leave stuck',
    )
  const well = healed(record, state, context)
  if (well) return proceed({ ...well.record, state: { name: 'idle' } }, well.reason)
  const called = reminded(record, state, now)
  return wait({ ...called.record, state: called.state }, 'stuck', Math.min(remindAt(called.state), now + lookMs))
}

/** What runs settled, known or not: also a fix by hand is a way out. What is seen as the revert fails is no fix yet. */
function healthyRelease(
  record: TargetRecord,
  { deployment, since }: StuckState,
  view: PlatformView,
  { policy, observation }: Context,
): Release | undefined {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  if (!leading || view.at < since || !isSettled(leading, view)) return undefined
  if (carries(leading, deployment.goal, record.manifests) && !mayBeWell(deployment, view.at > since, observation))
    return undefined
  const known = [...record.ledger.map((entry) => entry.release), deployment.goal]
  const same = known.find((release) => sameDigests(digestsOf(release.images), leading.digests, record.manifests))
  if (same || view.at === since) return same
  const images = imagesOf(leading.digests, policy, record)
  return images && { images, carrier: leading.carrier }
}

/** The release that was condemned, settled: no sooner than seen again, and not while what condemned it still fires. A proof that failed is looked at no more. */
function mayBeWell(deployment: Deployment, isNews: boolean, { alarms }: Observation): boolean {
  if (deployment.proofs?.some(({ verdict }) => verdict !== 'passed')) return false
  return isNews && alarmsUnseen(deployment, alarms) === undefined && firingNow(deployment, alarms).length === 0
}

/** What a stuck target became well on without our doing, told; undefined while it is not. */
export function healed(
  record: TargetRecord,
  state: StuckState,
  context: Context,
): { readonly record: TargetRecord; readonly reason: string } | undefined {
  const { platform } = context.observation
  const release = platform && !isProblem(platform) ? healthyRelease(record, state, platform, context) : undefined
  if (!release) return undefined
  const { deployment } = state
  const tags = Object.values(release.images).map((image) => image.tag ?? image.digest)
  const reason = `healthy again without our doing, on ${tags.join(', ')}`
  const told = notice(record, {
    notice: 'healed',
    id: deployment.id,
    at: context.now,
    reason,
    images: release.images,
    deploymentId: deployment.id,
  })
  const { endedBadly } = record
  const over = endedBadly ? { endedBadly: { from: endedBadly.from, to: endedBadly.to ?? context.now } } : {}
  return { record: { ...told, ...over, settledOn: release }, reason }
}
