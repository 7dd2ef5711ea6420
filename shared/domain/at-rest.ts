import { isSettled, withBaseline } from './baseline.ts'
import { missingContainers } from './configured.ts'
import { deploymentIdOf } from './deployment-id.ts'
import { isHeld } from './hold.ts'
import { digestsOf, sameDigests } from './image.ts'
import { stableOf, withProven } from './ledger.ts'
import type { PlatformView, Rollout } from './observation.ts'
import { notice } from './outbox.ts'
import type { Pending, TargetRecord } from './record.ts'
import type { Usurped } from './remembered.ts'
import type { Context } from './step.ts'
import { isStaleWrite, visibleWithinMs } from './verdict.ts'

/** What a look at a target comes to on which nothing is in progress. */
export interface AtRest {
  readonly record: TargetRecord
  readonly reason: string
  /** What is to start at once: a stale write put an older release of ours back. */
  readonly repair?: Pending
}

/** Learns what is proven, and notices what was changed behind our back, whatever may wait to start. */
export function seenAtRest(record: TargetRecord, view: PlatformView, context: Context): AtRest {
  if (view.at < (record.endedAt ?? 0) + visibleWithinMs) return { record, reason: 'at rest' }
  return drift(learned(record, view, context), view, context)
}

/** What is seen healthy at rest enters the ledger: the baseline, and what completed with nothing running. */
function learned(record: TargetRecord, view: PlatformView, context: Context): TargetRecord {
  const based = record.ledger.length === 0 ? withBaseline(record, view, context) : record
  return withLateProof(withRest(based, view), view, context)
}

/** Only what is seen there can be what was left there. */
function withRest(record: TargetRecord, view: PlatformView): TargetRecord {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const stable = stableOf(record)?.release
  if (record.settledOn || !stable || isTooSoon(record, view)) return record
  return sameDigests(digestsOf(stable.images), leading?.digests, record.manifests)
    ? { ...record, settledOn: stable }
    : record
}

function withLateProof(record: TargetRecord, view: PlatformView, { now }: Context): TargetRecord {
  const { unproven, ...rest } = record
  const leading = view.rollouts.find((rollout) => rollout.leading)
  if (!unproven || !leading || !isSettled(leading, view)) return record
  const { release, deploymentId } = unproven
  if (!sameDigests(digestsOf(release.images), leading.digests, record.manifests)) return rest
  return withProven(rest, { release, origin: 'proven', at: now, deploymentId })
}

/** Level-triggered at rest too: something else than we left there is a stale write of ours, or somebody's doing. */
function drift(record: TargetRecord, view: PlatformView, context: Context): AtRest {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const { settledOn } = record
  if (!leading?.digests || context.policy.mode === 'observe') return { record, reason: 'at rest' }
  if (record.usurped && !settledOn) return usurpedStill(record, record.usurped, leading, view, context)
  if (!settledOn) return { record, reason: 'at rest' }
  if (sameDigests(digestsOf(settledOn.images), leading.digests, record.manifests)) {
    const { usurped: _over, ...rest } = record
    return { record: rest, reason: 'at rest' }
  }
  if (isHeld(record, settledOn))
    return { record: withRest(brokenNoMore(record), view), reason: 'what was broken does not lead any more' }
  const isWhole = missingContainers(settledOn.images, context.policy).length === 0
  if (isWhole && isStaleWrite(leading, { record, deploymentId: 'none: at rest' }))
    return { record, reason: 'a stale write is put right', repair: repairOf(record, leading, context) }
  return usurpedAtRest(record, leading, context)
}

/** Shortly after a usurper was seen, the platform may still show what was there before. */
function isTooSoon({ usurped }: TargetRecord, view: PlatformView): boolean {
  return usurped !== undefined && view.at < usurped.at + visibleWithinMs
}

/** Whoever comes after the first usurper is told too. */
function usurpedStill(
  record: TargetRecord,
  by: Usurped,
  leading: Rollout,
  view: PlatformView,
  context: Context,
): AtRest {
  const isSame = leading.id === by.rollout || (by.digests && sameDigests(by.digests, leading.digests, record.manifests))
  return isSame || isTooSoon(record, view) ? { record, reason: 'at rest' } : usurpedAtRest(record, leading, context)
}

/** A broken release was left on the target (rollback is off) and the platform, or somebody, went away from it: nothing to defend. */
function brokenNoMore(record: TargetRecord): TargetRecord {
  const { settledOn: _broken, ...rest } = record
  return rest
}

function repairOf(record: TargetRecord, leading: Rollout, { now }: Context): Pending {
  const id = `repair:${leading.id}`
  return {
    deploymentId: deploymentIdOf(leading.createdAt, record.target, id),
    trigger: { kind: 'repair', id, at: leading.createdAt },
    images: {},
    command: { kind: 'repair' },
    firstAt: now,
    lastAt: now,
  }
}

/** Found once more, after a deployment that touched nothing, it is another happening than before: what it waits for may differ. */
function usurpedAtRest(record: TargetRecord, leading: Rollout, { now }: Context): AtRest {
  const { settledOn: _past, ...rest } = record
  const digests = Object.values(leading.digests ?? {}).join(', ')
  const then = record.pending ? 'until what waits to start takes their place' : 'until a newer push or resume'
  const reason = `somebody else put other images on the target (${digests}); they stay ${then}`
  const told = notice(rest, { notice: 'usurped', id: `${leading.id}:${now}`, at: now, reason })
  const usurped = { rollout: leading.id, at: now, ...(leading.digests ? { digests: leading.digests } : {}) }
  return { record: { ...told, usurped }, reason }
}
