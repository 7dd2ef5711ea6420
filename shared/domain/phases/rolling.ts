import { advancing } from '../advancing.ts'
import { firedAlarms } from '../alarms.ts'
import { asking, lacksApproval } from '../approval.ts'
import { keptForScan, setAside } from '../aside.ts'
import { callFor, ownRollout, withBlindTime, withIntent, withSight } from '../attempt.ts'
import { end } from '../deployment.ts'
import { sameDigests } from '../image.ts'
import { isProblem, type PlatformView, type Problem, passesByItself, type Rollout } from '../observation.ts'
import { infrastructureBase, withCalled, withSighted } from '../ours.ts'
import { namedImages } from '../plan.ts'
import type { Attempt, Deployment, Pending, TargetRecord } from '../record.ts'
import { scanned } from '../scans.ts'
import { withSightNoted } from '../sighted.ts'
import { approvalWithin, asked, asksAbout } from '../start-question.ts'
import { act, type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { successorOf } from '../successor.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { ended, failing, gone, nothingRan, usurpedBy } from '../turns.ts'
import { type Verdict, verdictOn } from '../verdict.ts'
import { earliest } from '../wake.ts'
import { overtakingRollout, superseded } from './overtaking.ts'
import { failed, resolvedTo, takenAlthough } from './rolling-failed.ts'

/** However long a newer push is held back, the rollout is looked at. */
const lookMs = 30_000

/** The goal is on its way: judge our own rollout, call what must be called. */
export function rolling(record: TargetRecord, deployment: Deployment, context: Context): Step {
  const taken = overtakingRollout(record, deployment, context)
  if (taken.kind === 'step') return taken.step
  const step = goingOn(taken.record, deployment, context)
  const wakeAt = earliest([step.wakeAt ?? context.now + lookMs, taken.wakeAt])
  return taken.wakeAt === undefined || wakeAt === undefined ? step : { ...step, wakeAt }
}

function goingOn(record: TargetRecord, deployment: Deployment, context: Context): Step {
  const { platform } = context.observation
  if (deployment.attempt.refusal) return refused(record, deployment, deployment.attempt.refusal, context)
  if (!platform) return lookAgain(record, 'the rollout must be seen first')
  if (isProblem(platform)) return blind(record, deployment, platform, context)
  return judged(withoutTrouble(record, 'seeing'), deployment, platform, context)
}

function refused(record: TargetRecord, deployment: Deployment, refusal: string, context: Context): Step {
  const { attempt } = deployment
  const { platform } = context.observation
  const begun = platform && !isProblem(platform) && ownRollout(attempt, platform, record.manifests)
  if (attempt.rollout || begun || deployment.inPlaceOf) return failing(record, deployment, [refusal], context)
  const failure = { at: context.now, reasons: [refusal] }
  const leaves = deployment.from ? { leaves: deployment.from } : {}
  const about = { outcome: 'failed' as const, reason: `nothing was changed: ${refusal}`, ...leaves }
  return proceed(ended(end(record, { ...deployment, failure }, about, context.now)), about.reason)
}

function blind(record: TargetRecord, deployment: Deployment, problem: Problem, context: Context): Step {
  const { now } = context
  if (passesByItself(problem)) {
    const waiting = withAttempt(record, deployment, withBlindTime(deployment.attempt, now))
    const { next, wakeAt } = withTrouble(waiting, 'seeing', problem.message, now)
    return wait(next, problem.message, wakeAt)
  }
  if (!deployment.attempt.intent) return refused(record, deployment, problem.message, context)
  if (problem.cause === 'gone') return gone(record, deployment, problem, context)
  const overdue = now - deployment.attempt.progress.at >= deployment.policy.deadlineMs
  return overdue ? failing(record, deployment, [problem.message], context) : wait(record, problem.message)
}

function judged(record: TargetRecord, deployment: Deployment, view: PlatformView, context: Context): Step {
  const verdictCase = {
    attempt: deployment.attempt,
    view,
    record,
    policy: deployment.policy,
    deploymentId: deployment.id,
    now: context.now,
  }
  const before = verdictOn(verdictCase)
  const own = 'own' in before ? before.own : undefined
  const attempt = withSight(deployment.attempt, view, own)
  const fired = firedAlarms(deployment, context.observation.alarms)
  const seen = withSightNoted({ ...deployment, attempt }, deployment.attempt, own, view)
  if (fired[0] !== undefined && !attempt.intent) return refused(record, seen, fired[0], context)
  const shown = verdictOn({ ...verdictCase, attempt })
  // What somebody else put there is not taken away for what ran before it.
  const isOurs = shown.kind !== 'usurped'
  const verdict: Verdict =
    fired.length > 0 && isOurs ? { kind: 'failed', reasons: fired, ...(own ? { own } : {}) } : shown
  const known = withSighted(record, deployment.id, { before: deployment.attempt, own }, context.now)
  return onVerdict(withAttempt(known, seen, attempt), seen, verdict, view, context)
}

function onVerdict(
  record: TargetRecord,
  deployment: Deployment,
  verdict: Verdict,
  view: PlatformView,
  context: Context,
): Step {
  switch (verdict.kind) {
    case 'call':
      return call(record, deployment, verdict.why, view, context)
    case 'not-visible':
      return wait(record, 'the rollout is not visible yet')
    case 'in-progress':
      return leading(record, deployment, verdict.own, context)
    case 'unresolved':
      return unresolved(record, deployment, verdict.own, context)
    case 'rolled-out':
      return rolledOut(record, deployment, context)
    case 'nothing-ran':
      return nothingRan(record, deployment, context)
    case 'failed':
      return failed(record, deployment, verdict, context)
    case 'resolved-other':
      return resolvedOther(record, deployment, verdict.own, context)
    case 'usurped':
      return usurpedBy(record, deployment, verdict.by, context)
  }
}

function leading(record: TargetRecord, deployment: Deployment, own: Rollout, context: Context): Step {
  const { now } = context
  if (lacksApproval(deployment.attempt, own)) {
    const put = asking(record, deployment, own, now)
    return wait(withAttempt(put.record, deployment, put.attempt), inProgress(own))
  }
  const kept = (attempt: Attempt) => withAttempt(record, deployment, attempt)
  const refusedStep = (why: string) => failing(record, deployment, [why], context)
  return advancing(deployment.id, deployment.attempt, own, now, kept, refusedStep) ?? wait(record, inProgress(own))
}

function inProgress(own: Rollout): string {
  const stage = own.stage === undefined ? '' : `${own.stage}, `
  return `rolling: ${stage}${own.running} of ${own.desired} running, ${own.pending} pending, ${own.failed} failed`
}

function call(record: TargetRecord, deployment: Deployment, why: string, view: PlatformView, { now }: Context): Step {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const attempt = withIntent(deployment.attempt, now, leading, copied(record, deployment, leading))
  const next = noted(
    { ...deployment, attempt },
    now,
    attempt.intent?.calls === 1 ? 'asked the platform to roll out' : `asked again: ${why}`,
    'acted',
  )
  const base = infrastructureBase(record, leading?.carrier)
  const { unfinished } = record
  const effect = callFor('apply', deployment.id, attempt, {
    ...(base && base !== leading?.carrier ? { base } : {}),
    ...(unfinished ? { overtakes: unfinished } : {}),
  })
  return act(withAttempt(withCalled(record, deployment.id, attempt, now), next, attempt), [effect], why)
}

/** Force mode: what a release with a carrier of its own takes the place of; without one infrastructure's stays. */
function copied(record: TargetRecord, { policy, goal }: Deployment, leading: Rollout | undefined): string | undefined {
  return policy.mode === 'force' && goal.carrier !== undefined
    ? infrastructureBase(record, leading?.carrier)
    : undefined
}

function unresolved(record: TargetRecord, deployment: Deployment, own: Rollout, context: Context): Step {
  const overdue = context.now - deployment.attempt.progress.at >= deployment.policy.deadlineMs
  if (!overdue) return wait(record, `completed; which images ${own.id} runs is being looked up`)
  return failing(record, deployment, [`completed, but which images ${own.id} runs cannot be told`], context)
}

/** What died on the way is forgiven, and what was looked at before a rollout had to be asked for again: from now on it must stay healthy. */
function rolledOut(record: TargetRecord, before: Deployment, { now }: Context): Step {
  const { proofs: _earlier, openSince: _then, ...deployment } = before
  const { died: _past, ...attempt } = deployment.attempt
  const next = noted({ ...deployment, attempt: { ...attempt, evidence: [] } }, now, 'rolled out', 'seen')
  return proceed({ ...record, state: { name: 'proving', deployment: next, since: now } }, 'rolled out')
}

/** The platform took a newer push than ours: that push goes on with this rollout, if its scan allows. */
function resolvedOther(record: TargetRecord, deployment: Deployment, own: Rollout, context: Context): Step {
  const { pending } = record
  const named = pending ? Object.entries(namedImages(pending, context.policy.containers)) : []
  const newer = named.length > 0 && named.every(([container, image]) => own.digests?.[container] === image.digest)
  if (pending && newer) return takenUp(record, deployment, pending, own, context)
  const hold = record.holds.find(({ digests }) => sameDigests(digests, own.digests, record.manifests))
  return failing(record, deployment, [resolvedTo(own, hold?.why)], context)
}

/** Nothing but its scan and its approval is left to ask of what runs already: until then nothing is given up, and nothing is proven. */
function takenUp(record: TargetRecord, deployment: Deployment, pending: Pending, own: Rollout, context: Context): Step {
  const { policy, observation, now } = context
  const successor = successorOf(record) ?? pending
  const scan = scanned(successor, policy, observation.scans, now)
  switch (scan.kind) {
    case 'clear':
      return approvedGoesOn(record, deployment, pending, context)
    case 'look':
      return lookAgain(keptForScan(record, successor, context), 'what scans found must be seen first')
    case 'waits':
      return wait(keptForScan(record, successor, context), scan.reason, Math.min(scan.until, now + lookMs))
    default: {
      const kind = scan.kind === 'found' ? 'unfit' : 'impossible'
      const aside = setAside(record, pending, { kind, reason: scan.reason, blames: scan.blames }, context)
      return failing(aside ?? record, deployment, [resolvedTo(own, scan.reason)], context)
    }
  }
}

/** Rejected, or not approved in time, what runs unasked is no start that waits any more, and is taken back. */
function approvedGoesOn(record: TargetRecord, deployment: Deployment, pending: Pending, context: Context): Step {
  const { policy, now } = context
  const withinMs = approvalWithin(pending, policy)
  const goal = { ...deployment.goal.images, ...namedImages(pending, policy.containers) }
  const { question } = pending
  if (withinMs === undefined || (question?.approved && asksAbout(pending, goal, record)))
    return superseded(record, deployment, pending, context, takenAlthough(record, context))
  const from = deployment.from ? { from: deployment.from.images } : {}
  const isOpen = question && !question.approved
  const waits = isOpen ? record : asked(record, { goal, withinMs, ...from }, now)
  return wait(waits, 'the platform took what waits for an approval', now + lookMs)
}

function withAttempt(record: TargetRecord, deployment: Deployment, attempt: Attempt): TargetRecord {
  return { ...record, state: { name: 'rolling', deployment: { ...deployment, attempt } } }
}
