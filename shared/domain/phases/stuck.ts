import { isSettled } from '../baseline.ts'
import { digestsOf, sameDigests } from '../image.ts'
import { isProblem, type PlatformView } from '../observation.ts'
import { notice } from '../outbox.ts'
import type { Release, StuckState, TargetRecord } from '../record.ts'
import { imagesOf } from '../release.ts'
import { type Context, proceed, type Step, wait } from '../step.ts'

/** A person is called again this often until somebody acknowledges. */
const reminderMs = 30 * 60_000

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
  const { platform } = context.observation
  const healthy = platform && !isProblem(platform) ? healthyRelease(record, state, platform, context) : undefined
  if (healthy) return healed(record, state, healthy, now)
  if (now - state.remindedAt < reminderMs)
    return wait(record, 'stuck', Math.min(state.remindedAt + reminderMs, now + lookMs))
  return reminded(record, state, now)
}

/** What runs settled, known or not: also a fix by hand is a way out. What is seen as the revert fails is no fix yet. */
function healthyRelease(
  record: TargetRecord,
  { deployment, since }: StuckState,
  view: PlatformView,
  { policy }: Context,
): Release | undefined {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  if (!leading || view.at < since || !isSettled(leading, view)) return undefined
  const known = [...record.ledger.map((entry) => entry.release), deployment.goal]
  const same = known.find((release) => sameDigests(digestsOf(release.images), leading.digests, record.manifests))
  if (same || view.at === since) return same
  const images = imagesOf(leading.digests, policy, record)
  return images && { images, carrier: leading.carrier }
}

function healed(record: TargetRecord, { deployment }: StuckState, release: Release, now: number): Step {
  const tags = Object.values(release.images).map((image) => image.tag ?? image.digest)
  const reason = `healthy again without our doing, on ${tags.join(', ')}`
  const told = notice(record, {
    notice: 'healed',
    id: deployment.id,
    at: now,
    reason,
    images: release.images,
    deploymentId: deployment.id,
  })
  return proceed({ ...told, state: { name: 'idle' }, settledOn: release }, reason)
}

function reminded(record: TargetRecord, state: StuckState, now: number): Step {
  const reminders = state.reminders + 1
  const reason = `still broken: the revert failed and nobody has acknowledged; push a new image, roll back to a release, or resume`
  const told = notice(record, {
    notice: 'stuck',
    id: `${state.deployment.id}:${reminders}`,
    at: now,
    reason,
    deploymentId: state.deployment.id,
  })
  return wait({ ...told, state: { ...state, remindedAt: now, reminders } }, reason, now + lookMs)
}
