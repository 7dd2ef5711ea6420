import { begin, end } from './deployment.ts'
import { refusedCommand } from './fold.ts'
import { withHoldOn } from './hold.ts'
import type { Millis } from './image.ts'
import { imagesOf, startInWords, thenAfterFreeze, thenOnResume } from './kept-in-words.ts'
import { isKnownHere } from './ledger.ts'
import { notice } from './outbox.ts'
import { namedImages } from './plan.ts'
import type { Readiness } from './readiness.ts'
import type { Hold, Pending, TargetRecord } from './record.ts'
import { withRefusal } from './refused.ts'
import { imagesToScan } from './scans.ts'
import type { Context } from './step.ts'

/** A stop is recalled once a day while something waits behind it. */
const stopReminderMs = 24 * 60 * 60_000

/** A start that does not begin: told and set aside, whatever the target is at meanwhile. Undefined where it goes on waiting. */
export function setAside(
  record: TargetRecord,
  pending: Pending,
  ready: Readiness,
  context: Context,
): TargetRecord | undefined {
  switch (ready.kind) {
    case 'refused':
      return refusedCommand(record, pending, ready.reason)
    case 'impossible':
      return failedAtOnce(record, pending, ready.reason, context)
    case 'unfit':
      return unfit(record, pending, ready, context)
    case 'held':
      return keptByHold(record, pending, ready.hold)
    case 'observed-only':
      return observedOnly(record, pending)
    case 'wave-failed':
      return waveFailed(record, pending, ready.reason)
    default:
      return undefined
  }
}

/** Ends a deployment before anything was changed. */
function failedAtOnce(record: TargetRecord, pending: Pending, reason: string, context: Context): TargetRecord {
  const goal = { images: namedImages(pending, context.policy.containers) }
  const begun = begin(record, pending, { goal, force: false, policy: context.policy }, context.now)
  const { pending: _ended, ...rest } = record
  if (!('deployment' in begun.state)) return rest
  const deployment = { ...begun.state.deployment, failure: { at: context.now, reasons: [reason] } }
  const told = end(rest, deployment, { outcome: 'failed', reason: `nothing was changed: ${reason}` }, context.now)
  return { ...rest, outbox: told.outbox }
}

/**
 * What is wrong with the images does not pass: they are not tried again by themselves. What was proven or left here is not held:
 * findings that became known since are no reason to lose the way back.
 */
function unfit(
  record: TargetRecord,
  pending: Pending,
  { reason, blames }: Extract<Readiness, { kind: 'unfit' }>,
  context: Context,
): TargetRecord {
  const images = namedImages(pending, context.policy.containers)
  const failed = failedAtOnce(record, pending, reason, context)
  if (isKnownHere(record, { images })) return failed
  const about = { at: context.now, deploymentId: pending.deploymentId, why: reason }
  const blamed = Object.entries(images).flatMap(([container, { digest }]) =>
    blames.includes(digest) ? [container] : [],
  )
  return withHoldOn(failed, { images }, blamed, about)
}

/** A start that waits for scans of its images alone, and since when for each: a newer push of one starts no other's time anew. */
export function keptForScan(record: TargetRecord, successor: Pending, { policy, now }: Context): TargetRecord {
  if (!record.pending) return record
  const { scansSince: before = {} } = record.pending
  const since = imagesToScan(successor, policy).map(({ digest }) => [digest, before[digest] ?? now] as const)
  return { ...record, pending: { ...record.pending, scansSince: Object.fromEntries(since) } }
}

/** What something else keeps from starting asks no scan. */
export function withoutScans(pending: Pending): Pending {
  const { scansSince: _past, ...rest } = pending
  return rest
}

export function keptByHold(record: TargetRecord, pending: Pending, { deploymentId, why }: Hold): TargetRecord {
  const reason = `pushed and not deployed: on hold since ${deploymentId} (${why}); push another image or resume`
  const { images, trigger } = pending
  const about = { notice: 'not-deployed' as const, id: `held:${trigger.id}`, at: trigger.at, reason, images }
  return notice(withoutPending(record), about)
}

function waveFailed(record: TargetRecord, { images, trigger }: Pending, why: string): TargetRecord {
  const reason = `pushed and not deployed: ${why}`
  const about = { notice: 'not-deployed' as const, id: `wave:${trigger.id}`, at: trigger.at, reason, images }
  return notice(withoutPending(record), about)
}

function observedOnly(record: TargetRecord, pending: Pending): TargetRecord {
  const reason = 'would be deployed; the target is only observed (mode: observe)'
  const { images, trigger, command } = pending
  const kept = command ? withRefusal(record, pending, reason) : record
  return notice(withoutPending(kept), { notice: 'would-deploy', id: trigger.id, at: trigger.at, reason, images })
}

export function withoutPending(record: TargetRecord): TargetRecord {
  const { pending: _set, ...rest } = record
  return rest
}

/** A start that waits behind a stop: told when it begins to wait, and once a day. */
export function keptBack(record: TargetRecord, pending: Pending, why: string, { policy, now }: Context): TargetRecord {
  const since = pending.stopped?.since ?? now
  const told = 1 + Math.floor((now - since) / stopReminderMs)
  if (pending.stopped && pending.stopped.told >= told) return record
  const waits: TargetRecord = { ...record, pending: { ...pending, stopped: { since, told } } }
  const id = `stopped:${pending.trigger.id}:${since}`
  const images = imagesOf(pending)
  if (!pending.stopped) {
    const reason = `${startInWords(pending)}: ${why}; ${thenOnResume(pending, policy)}`
    return notice(waits, { notice: 'not-deployed', id, at: now, reason, images })
  }
  const reason = `a start has been waiting for ${told - 1} d: ${why}`
  return notice(waits, { notice: 'waiting', id: `${id}:${told - 1}`, at: now, reason, images })
}

/** A start that a freeze keeps: told once for each end, and what becomes of it then. */
export function keptFrozen(
  record: TargetRecord,
  pending: Pending,
  { reason: why, until }: { readonly reason: string; readonly until: Millis },
  { policy, now }: Context,
): TargetRecord {
  const { trigger, frozen } = pending
  const waits = { ...record, pending: { ...pending, frozen: { since: frozen?.since ?? now, until, told: trigger.id } } }
  if (frozen?.told === trigger.id && frozen.until === until) return waits
  const reason = `${startInWords(pending)}: ${why}; ${thenAfterFreeze(pending, until, policy)}`
  const about = { notice: 'not-deployed' as const, id: `frozen:${trigger.id}:${until}`, at: now, reason }
  return notice(waits, { ...about, images: imagesOf(pending) })
}

/** The first hour of waiting for other targets is nobody's concern; then it is told, and again each day. */
const waveQuietMs = 60 * 60_000

/** A start that waits for other targets, and behind which of their deployments. */
export function keptInWave(
  record: TargetRecord,
  pending: Pending,
  { reason, behind }: { readonly reason: string; readonly behind: Readonly<Record<string, string>> },
  now: Millis,
): TargetRecord {
  const { since = now, told = 0, behind: before = {} } = pending.wave ?? {}
  const waited = now - since
  const quiet = pending.command ? 0 : waveQuietMs
  const due = waited < quiet ? 0 : 1 + Math.floor((waited - quiet) / stopReminderMs)
  const wave = { since, told: Math.max(told, due), behind: { ...before, ...behind } }
  const waits: TargetRecord = { ...record, pending: { ...pending, wave } }
  if (due <= told) return waits
  const { images, trigger } = pending
  const about = { notice: 'waiting' as const, id: `wave:${trigger.id}:${due}`, at: now, images }
  return notice(waits, {
    ...about,
    reason: `a start ${waited === 0 ? 'has to wait' : `has been waiting for ${Math.round(waited / 3_600_000)} h`}: ${reason}`,
  })
}

/** When people are to be told again of a start behind a stop. */
export function recallAt({ stopped }: Pending, now: Millis): Millis {
  return (stopped?.since ?? now) + (stopped?.told ?? 1) * stopReminderMs
}
