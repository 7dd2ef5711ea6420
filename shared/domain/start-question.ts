import { deploymentIdOf } from './deployment-id.ts'
import { type ApproveFact, type RejectFact, startStage } from './fact.ts'
import { digestsOf, type Images, type Millis, sameDigests, shortDigest } from './image.ts'
import { notice } from './outbox.ts'
import type { Policy } from './policy.ts'
import type { Pending, TargetRecord } from './record.ts'
import { releaseKey } from './release.ts'
import { endUnstarted } from './unstarted.ts'

/** How long people have where only a freeze makes that they are asked. */
const usualWithinMs = 24 * 60 * 60_000

/** Within what time a start has to be approved; undefined where it needs no approval. Going back never does. */
export function approvalWithin({ trigger, frozen }: Pending, { approve, afterFreeze }: Policy): Millis | undefined {
  if (trigger.kind === 'rollback' || trigger.kind === 'repair') return undefined
  if (approve) return approve.withinMs
  return frozen && afterFreeze === 'approve' ? usualWithinMs : undefined
}

/** Whether the question that was put is about this goal. */
export function asksAbout({ question }: Pending, goal: Images, { manifests }: TargetRecord): boolean {
  if (!question) return false
  const [asked, wanted] = [digestsOf(question.goal), digestsOf(goal)]
  return sameDigests(asked, wanted, manifests) && sameDigests(wanted, asked, manifests)
}

/** What people are asked about. */
export interface StartAsked {
  readonly goal: Images
  readonly from?: Images
  readonly withinMs: Millis
}

/** Puts the question, once for each goal: for another goal the deployment gets an id of its own, and the question before is void. */
export function asked(record: TargetRecord, { goal, from, withinMs }: StartAsked, now: Millis): TargetRecord {
  const { pending } = record
  if (!pending || asksAbout(pending, goal, record)) return record
  const { follower } = pending.question ?? {}
  const question = {
    askedAt: now,
    until: now + withinMs,
    goal,
    ...(from ? { from } : {}),
    ...(follower ? { follower } : {}),
  }
  const next = pending.question ? { ...pending, deploymentId: idFor(pending, goal, record.target) } : pending
  const reason = 'what else the target runs has changed, so that it would be another release: its question is void'
  const about = { outcome: 'superseded' as const, reason, successor: next.deploymentId }
  const voided = pending.question ? endUnstarted(record, pending, about, now) : record
  return toldQuestion({ ...voided, pending: { ...next, question } }, { ...next, question }, question)
}

/** Made of the id before, too: who comes back to an earlier goal must not meet a deployment that has ended. */
function idFor({ trigger, deploymentId }: Pending, images: Images, target: string): string {
  return deploymentIdOf(trigger.at, target, `${deploymentId}\n${releaseKey({ images })}`)
}

function toldQuestion(
  record: TargetRecord,
  { deploymentId }: Pending,
  { askedAt: at, until, goal, from }: NonNullable<Pending['question']>,
): TargetRecord {
  const payload = `'{"target":"${record.target}","deployment":"${deploymentId}"}'`
  const reason = `may it begin? ${changesInWords(goal, from)}; until ${new Date(until).toISOString()}: approve it (serverless invoke -f approve -d ${payload}), or reject it (-f reject, the same)`
  const about = { notice: 'waiting' as const, id: `approve:${deploymentId}`, at, images: goal, deploymentId }
  return notice(record, { ...about, reason, asks: startStage })
}

function changesInWords(goal: Images, from: Images | undefined): string {
  const changes = Object.entries(goal).flatMap(([container, image]) => {
    const before = from?.[container]
    if (before?.digest === image.digest) return []
    return [`${container} ${before ? `${nameOf(before)} → ` : ''}${nameOf(image)}`]
  })
  return changes.length > 0 ? changes.join(', ') : 'the same images again'
}

function nameOf({ tag, digest }: Images[string]): string {
  return tag ?? shortDigest(digest)
}

/** A person approved a start. A second answer that is the same changes nothing; what does not wait any more is told. */
export function withStartApproved(record: TargetRecord, { id, at, by, deploymentId }: ApproveFact): TargetRecord {
  const { pending } = record
  const question = pending?.deploymentId === deploymentId ? pending.question : undefined
  if (question?.approved || isApproved(record, deploymentId)) return record
  if (!pending || !question || at > question.until) {
    const reason = `the approval by ${by} came too late: ${deploymentId} does not wait for it any more`
    return notice(record, { notice: 'refused', id, at, reason, deploymentId })
  }
  return { ...record, pending: { ...pending, question: { ...question, approved: { by, at } } } }
}

function isApproved({ state }: TargetRecord, deploymentId: string): boolean {
  return (
    'deployment' in state && state.deployment.id === deploymentId && state.deployment.trigger.approved !== undefined
  )
}

/** A person said no to a start. Undefined where no start waits for it. */
export function withStartRejected(
  record: TargetRecord,
  { by, reason, deploymentId }: RejectFact,
  now: Millis,
): TargetRecord | undefined {
  const { pending } = record
  if (!pending?.question || pending.deploymentId !== deploymentId) return undefined
  const why = `rejected by ${by}${reason ? `: ${reason}` : ''}`
  return endUnstarted(record, pending, { outcome: 'cancelled', reason: why }, now)
}

/** Without the start whose time is over, and told. Undefined while there is none. */
export function expired(record: TargetRecord, why: string, now: Millis): TargetRecord | undefined {
  const { pending } = record
  if (!pending?.question || now < pending.question.until) return undefined
  const { approved, askedAt, until } = pending.question
  const within = inWords(until - askedAt)
  const reason = approved
    ? `approved by ${approved.by}, and not begun within ${within} of the question (${why}); redeploy it to be asked anew`
    : `nobody approved it within ${within}; redeploy it to be asked anew`
  return endUnstarted(record, pending, { outcome: 'expired', reason }, now)
}

function inWords(ms: Millis): string {
  const hours = ms / 3_600_000
  return Number.isInteger(hours) ? `${hours} h` : `${Math.round(ms / 60_000)} min`
}

/** Whatever takes a start out of the slot that people were asked about: its deployment ends, so that nobody waits for it. */
export function withQuestionClosed(before: TargetRecord, after: TargetRecord, why: string, now: Millis): TargetRecord {
  const { pending } = before
  if (!pending?.question) return after
  const { deploymentId: id } = pending
  const isThere =
    after.pending?.deploymentId === id || ('deployment' in after.state && after.state.deployment.id === id)
  const isTold = after.outbox.some((one) => one.kind === 'outcome' && one.deployment.id === id)
  return isThere || isTold
    ? after
    : endUnstarted(after, pending, { outcome: 'cancelled', reason: `not begun: ${why}` }, now)
}
