import type { DeploymentSummary, Outcome, TriggerSummary } from './announcement.ts'
import { freshAttempt } from './attempt.ts'
import { changedContainers, type Images, type Millis } from './image.ts'
import { announced, announcedImages } from './outbox.ts'
import type { Policy } from './policy.ts'
import type { Deployment, Pending, Release, TargetRecord, Trigger } from './record.ts'
import { commandOf, freshTask } from './task-run.ts'
import type { TimelineEntry } from './timeline-entry.ts'
import { isWayBack, withoutComparisons } from './way-back.ts'

/** Starts a deployment of `goal`: what was pending is now in progress. */
export function begin(
  record: TargetRecord,
  pending: Pending,
  plan: { readonly goal: Release; readonly from?: Release; readonly force: boolean; readonly policy: Policy },
  now: Millis,
): TargetRecord {
  const { pending: _started, trouble: _past, usurped: _before, unproven: _shadowed, settledOn: _left, ...rest } = record
  const deployment: Deployment = {
    id: pending.deploymentId,
    trigger: approvedTrigger(pending),
    startedAt: now,
    ...(plan.from ? { from: plan.from } : {}),
    goal: plan.goal,
    changed: changedContainers(plan.goal.images, plan.from?.images, record.manifests),
    policy: isWayBack(record, { ...pending, goal: plan.goal }) ? withoutComparisons(plan.policy) : plan.policy,
    attempt: freshAttempt(plan.goal, plan.force, now),
    ...(pending.inPlaceOf ? { inPlaceOf: pending.inPlaceOf } : {}),
    timeline: [...beginning(pending), { at: now, what: 'started', kind: 'decided' }],
  }
  const { before } = plan.policy
  if (!before || !bringsImages(deployment)) return { ...rest, state: { name: 'rolling', deployment } }
  return { ...rest, state: { name: 'preparing', deployment, task: freshTask(now) } }
}

function approvedTrigger({ trigger, question }: Pending): Trigger {
  return question?.approved ? { ...trigger, approved: question.approved } : trigger
}

/** How a deployment came about, before it begins. */
export function beginning(pending: Pending): readonly TimelineEntry[] {
  return [...cause(pending), ...askedAndAnswered(pending)]
}

function askedAndAnswered({ question }: Pending): readonly TimelineEntry[] {
  if (!question) return []
  const { askedAt, approved } = question
  const asked = { at: askedAt, what: 'asked whether it may begin' }
  return approved ? [asked, { at: approved.at, what: `approved by ${approved.by}` }] : [asked]
}

function cause(pending: Pending): readonly TimelineEntry[] {
  const { kind, at, receivedAt } = pending.trigger
  const what = triggerInWords(pending)
  if (kind === 'repair') return [{ at, what, kind: 'seen' }]
  if (kind !== 'push' && kind !== 'sweep') return [{ at, what, kind: 'received' }]
  const heard = kind === 'push' ? 'its event arrived' : 'found there'
  return [
    { at, what, kind: 'pushed' },
    ...(receivedAt === undefined ? [] : [{ at: receivedAt, what: heard, kind: 'received' as const }]),
  ]
}

/** Tasks belong to images that come anew: going back, or starting the same ones again, runs none. */
export function bringsImages({ trigger, changed }: Deployment): boolean {
  return changed.length > 0 && trigger.kind !== 'rollback' && trigger.kind !== 'repair'
}

function triggerInWords({ trigger }: Pending): string {
  const by = trigger.by ? ` by ${trigger.by}` : ''
  const words = {
    push: 'image pushed',
    sweep: 'image found in the registry (its event was lost)',
    redeploy: `redeploy asked for${by}`,
    rollback: `rollback asked for${by}`,
    promote: `promoted from ${trigger.from ?? 'another target'}${by}`,
    resume: `resumed${by}`,
    repair: 'a stale write put an older release back',
  }
  return words[trigger.kind]
}

/** Ends a deployment with its one outcome: told once, and the target rests. */
export function end(
  record: TargetRecord,
  deployment: Deployment,
  given: {
    readonly outcome: Outcome
    readonly reason: string
    readonly restored?: Images
    readonly successor?: string
    readonly differences?: readonly string[]
    /** What is left on the target knowingly. */
    readonly leaves?: Release
    /** What is left is what failed. */
    readonly broken?: true
  },
  now: Millis,
): TargetRecord {
  const about = withTaskTold(deployment, given)
  const told = announced(record, {
    kind: 'outcome',
    id: `${deployment.id}:${about.outcome}`,
    target: record.target,
    at: now,
    outcome: about.outcome,
    reason: about.reason,
    deployment: summary(deployment, about, now),
  })
  const { trouble: _past, unfinished: _before, endedBadly: _earlier, ...rest } = told
  return {
    ...rest,
    state: { name: 'idle' },
    endedAt: now,
    ...unfinishedAfter(record, deployment, about),
    ...badlyAfter(record, deployment, about, now),
    ...(about.leaves ? { settledOn: about.leaves } : {}),
  }
}

const unfinishedKept = 10

/** What begins so soon after another one's end came of it. */
const sequelMs = 60_000

/** What comes next may mend what this one set off; of deployments in a row, what any of them did. */
function badlyAfter(
  { endedBadly: before }: TargetRecord,
  { startedAt, trigger, attempt, prepared }: Deployment,
  { outcome, broken }: Parameters<typeof end>[2],
  now: Millis,
): Pick<TargetRecord, 'endedBadly'> {
  if (outcome === 'succeeded') {
    return before && trigger.kind === 'rollback' ? { endedBadly: { from: before.from, to: before.to ?? now } } : {}
  }
  if (!attempt.intent && !prepared) return before ? { endedBadly: before } : {}
  const isSequel = before !== undefined && startedAt - (before.to ?? startedAt) < sequelMs
  const from = isSequel ? before.from : startedAt
  return { endedBadly: broken || outcome === 'rollback-failed' ? { from } : { from, to: now } }
}

/** What went well, or back, left nothing half-way; what somebody else took over is theirs. */
function unfinishedAfter(
  { unfinished = [] }: TargetRecord,
  { id, attempt }: Deployment,
  { outcome, successor }: Parameters<typeof end>[2],
): Pick<TargetRecord, 'unfinished'> {
  const isLeft = successor !== undefined || outcome === 'failed' || outcome === 'rollback-failed'
  if (!isLeft) return {}
  const ids = attempt.intent ? [id, ...unfinished].slice(0, unfinishedKept) : unfinished
  return ids.length > 0 ? { unfinished: ids } : {}
}

/** Whoever reads that a release did not stay must know what of it did. */
function withTaskTold({ prepared, policy }: Deployment, about: Parameters<typeof end>[2]): Parameters<typeof end>[2] {
  if (!prepared || !policy.before || about.outcome === 'succeeded') return about
  const task = commandOf(policy.before)
  return { ...about, reason: `${about.reason}; the task before the rollout (${task}) had run and was not undone` }
}

function summary(deployment: Deployment, about: Parameters<typeof end>[2], now: Millis): DeploymentSummary {
  return {
    ...deploymentSoFar(deployment),
    endedAt: now,
    ...(about.restored ? { restored: announcedImages(about.restored) } : {}),
    ...(about.differences?.length ? { differences: about.differences } : {}),
    ...(about.broken ? { broken: about.broken } : {}),
    ...(about.successor ? { successor: about.successor } : {}),
    timeline: [...deployment.timeline, { at: now, what: `${about.outcome}: ${about.reason}`, kind: 'told' }],
  }
}

/** What started a deployment, as it is told. */
export function triggerSummary({ kind, at, by, from, approved, override }: Trigger): TriggerSummary {
  return {
    kind,
    at,
    ...(by ? { by } : {}),
    ...(from === undefined ? {} : { from }),
    ...(approved ? { approvedBy: approved.by } : {}),
    ...(override === undefined ? {} : { override }),
  }
}

/** What can be told of a deployment before it has ended. */
export function deploymentSoFar(deployment: Deployment): Omit<DeploymentSummary, 'endedAt'> {
  const { id, trigger, startedAt, from, goal, changed, failure, attempt, timeline } = deployment
  const carrier = attempt.rollout?.carrier ?? goal.carrier
  return {
    id,
    trigger: triggerSummary(trigger),
    startedAt,
    ...(from ? { from: announcedImages(from.images) } : {}),
    to: announcedImages(goal.images),
    changed,
    failures: failure?.reasons ?? [],
    ...(failure ? { failedAt: failure.at } : {}),
    ...(carrier ? { carrier } : {}),
    timeline,
  }
}
