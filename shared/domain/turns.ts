import { end } from './deployment.ts'
import { withHold } from './hold.ts'
import { waysBack } from './ledger.ts'
import type { Problem, Rollout } from './observation.ts'
import { notice } from './outbox.ts'
import { doubtsAbout } from './proofs.ts'
import type { Deployment, Release, TargetRecord } from './record.ts'
import { type Context, proceed, type Step } from './step.ts'
import { noted } from './timeline.ts'

/** After an end: what waits starts next. */
export function ended(record: TargetRecord): TargetRecord {
  if (!record.pending || record.state.name !== 'idle') return record
  return { ...record, state: { name: 'waiting', since: record.endedAt ?? 0, why: 'settle' } }
}

/** The rollout is condemned: the goal goes on hold, and the target goes back to what was proven. */
export function failing(
  record: TargetRecord,
  deployment: Deployment,
  reasons: readonly string[],
  { now }: Context,
): Step {
  const why = reasons[0] ?? 'the rollout failed'
  const condemned = { ...noted(deployment, now, `failed: ${why}`, 'decided'), failure: { at: now, reasons } }
  if (deployment.from && deployment.changed.length === 0) return failedAgain(record, condemned, why, now)
  const held = withHold(record, condemned, why, now)
  if (deployment.prepared && deployment.policy.before?.onRevert === 'stop') return leftBroken(held, condemned, now)
  if (deployment.policy.rollback === 'off') {
    const reason = 'rollback is off: the broken release is still on the target'
    return proceed(ended(endBroken(held, condemned, reason, now)), reason)
  }
  if (waysBack(held, deployment.goal).length === 0) {
    const reason = 'there is nothing to go back to: nothing was ever proven here'
    return proceed(ended(endBroken(held, condemned, reason, now)), reason)
  }
  const revert = { startedAt: now, refused: {} }
  return proceed({ ...held, state: { name: 'reverting', deployment: condemned, revert } }, `goes back: ${why}`)
}

/** The older release may not get along with what the task did: a person decides, and is called until then. */
function leftBroken(record: TargetRecord, condemned: Deployment, now: number): Step {
  const reason = 'not rolled back (onRevert: stop): the broken release is still on the target'
  const next = endBroken(record, condemned, reason, now)
  const state = { name: 'stuck', deployment: condemned, since: now, remindedAt: now, reminders: 0 } as const
  return proceed({ ...next, state }, reason)
}

/** What ran before was started anew and failed: no image is to blame for it, and an older one would be no better. */
function failedAgain(record: TargetRecord, condemned: Deployment, why: string, now: number): Step {
  const reason = `there is nothing to go back to: the images that ran before were started anew and failed (${why})`
  return proceed(ended(endBroken(record, condemned, reason, now)), reason)
}

/** What failed stays on the target, and nothing will be done about it: a person must know. */
function endBroken(record: TargetRecord, condemned: Deployment, reason: string, now: number): TargetRecord {
  return end(record, condemned, { outcome: 'failed', reason, leaves: left(condemned), broken: true }, now)
}

/** The target does not exist any more. */
export function gone(record: TargetRecord, deployment: Deployment, { message }: Problem, { now }: Context): Step {
  const failure = { at: now, reasons: [message] }
  const about = { outcome: 'failed' as const, reason: `there is nothing to go back to: ${message}` }
  return proceed(ended(end(record, { ...deployment, failure }, about, now)), about.reason)
}

/** Completed with nothing running: proven when it is first seen healthy, unless something spoke against it while it ran. */
export function nothingRan(record: TargetRecord, deployment: Deployment, { now }: Context): Step {
  const release = left(deployment)
  const doubts = doubtsAbout(deployment)
  const but = doubts.length > 0 ? `; not proven while it ran: ${doubts.join(', ')}` : ''
  const reason = `nothing ran: the desired count is 0${but}`
  const next = ended(end(record, deployment, { outcome: 'succeeded', reason, leaves: release }, now))
  return proceed(doubts.length > 0 ? next : { ...next, unproven: { release, deploymentId: deployment.id } }, reason)
}

/** The goal as it stands on the target. */
export function left({ goal, attempt }: Deployment): Release {
  const carrier = attempt.rollout?.carrier
  return { images: goal.images, ...(carrier ? { carrier } : {}) }
}

/** Somebody else took the target over. */
export function usurpedBy(record: TargetRecord, deployment: Deployment, by: Rollout, context: Context): Step {
  const { now } = context
  if (deployment.policy.onUsurped === 'go-on') return goesOn(record, deployment, by, context)
  const digests = by.digests ? ` (${Object.values(by.digests).join(', ')})` : ''
  const reason = `somebody else put other images on the target${digests}; automatic deployments wait for a newer push or resume`
  const next = end(record, noted(deployment, now, `usurped by ${by.id}`), { outcome: 'superseded', reason }, now)
  const usurped = { rollout: by.id, at: now, ...(by.digests ? { digests: by.digests } : {}) }
  return proceed(ended({ ...next, usurped }), reason)
}

function goesOn(record: TargetRecord, deployment: Deployment, by: Rollout, { now }: Context): Step {
  const { rollout: _lost, intent: _old, base: _past, ...fresh } = deployment.attempt
  const next = { ...noted(deployment, now, `usurped by ${by.id}; goes on`), attempt: { ...fresh, force: false } }
  const told = notice(record, {
    notice: 'usurped',
    id: by.id,
    at: now,
    reason: 'somebody else put other images on the target; the deployment goes on (onUsurped: go-on)',
    deploymentId: deployment.id,
  })
  return proceed({ ...told, state: { name: 'rolling', deployment: next } }, 'goes on')
}
