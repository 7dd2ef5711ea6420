import { advancing } from '../advancing.ts'
import { callFor, freshAttempt, ownRollout, withBlindTime, withIntent, withSight } from '../attempt.ts'
import { isSettled } from '../baseline.ts'
import { whyIncomplete } from '../configured.ts'
import { end } from '../deployment.ts'
import type { ApplyEffect } from '../effect.ts'
import { digestsOf, sameDigests, shortDigest } from '../image.ts'
import { waysBack, withProven } from '../ledger.ts'
import { isProblem, type PlatformView, type Problem, passesByItself, type Rollout } from '../observation.ts'
import { infrastructureBase, withCalled, withSighted } from '../ours.ts'
import { notice } from '../outbox.ts'
import type { Attempt, Deployment, LedgerEntry, Revert, TargetRecord } from '../record.ts'
import { releaseKey } from '../release.ts'
import { act, type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { ended, usurpedBy } from '../turns.ts'
import { type Verdict, verdictOn } from '../verdict.ts'

/** How long the platform's own way back may take to show where it leads. */
const ownWayBackMs = 2 * 60_000

/** The goal is condemned: bring back the newest usable release of the ledger. */
export function reverting(record: TargetRecord, deployment: Deployment, revert: Revert, context: Context): Step {
  const { platform } = context.observation
  if (!platform) return lookAgain(record, 'what is on the target must be seen first')
  if (isProblem(platform)) return blind(record, deployment, revert, platform, context)
  const seeing = withoutTrouble(record, 'seeing')
  if (revert.to && revert.attempt)
    return attempted(seeing, deployment, revert, revert.to, revert.attempt, platform, context)
  return platformsOwnWay(seeing, deployment, revert, platform, context) ?? choose(seeing, deployment, revert, context)
}

function blind(record: TargetRecord, deployment: Deployment, revert: Revert, problem: Problem, context: Context): Step {
  const { now } = context
  if (problem.cause === 'gone')
    return giveUp(record, deployment, { ...revert, refused: { ...revert.refused, target: problem.message } }, context)
  const attempt = revert.attempt && withBlindTime(revert.attempt, now)
  const waiting = withRevert(record, deployment, attempt ? { ...revert, attempt } : revert)
  const { next, wakeAt } = withTrouble(waiting, 'seeing', problem.message, now)
  if (passesByItself(problem) || now - revert.startedAt < deployment.policy.deadlineMs)
    return wait(next, problem.message, wakeAt)
  return giveUp(record, deployment, { ...revert, refused: { ...revert.refused, target: problem.message } }, context)
}

/** The platform's own rollback is taken over if it leads to a release of the ledger. */
function platformsOwnWay(
  record: TargetRecord,
  deployment: Deployment,
  revert: Revert,
  view: PlatformView,
  context: Context,
): Step | undefined {
  const own = view.rollouts.find((rollout) => rollout.id === deployment.attempt.rollout?.id)
  if (!own || !['failed', 'rolling-back', 'rolled-back'].includes(own.state)) return undefined
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const waited = context.now - revert.startedAt
  if (!leading || leading.id === own.id) {
    const soon = own.state === 'rolling-back' && waited < ownWayBackMs
    return soon ? wait(record, 'the platform is about to go back by itself') : undefined
  }
  const entry = waysBack(record, deployment.goal).find((way) =>
    sameDigests(digestsOf(way.release.images), leading.digests, record.manifests),
  )
  if (!entry) return undefined
  if (isSettled(leading, view) || (leading.state === 'completed' && view.desired === 0)) {
    return restored(
      record,
      deployment,
      revert,
      { ...entry, release: { ...entry.release, carrier: leading.carrier } },
      context,
    )
  }
  const hopeful = leading.state !== 'failed' && waited < deployment.policy.deadlineMs
  return hopeful ? wait(record, 'the platform goes back by itself') : undefined
}

function choose(record: TargetRecord, deployment: Deployment, revert: Revert, context: Context): Step {
  const left = waysBack(record, deployment.goal).filter(
    (entry) => revert.refused[releaseKey(entry.release)] === undefined,
  )
  if (left.length === 0) return giveUp(record, deployment, revert, context)
  const { candidates, registry } = context.observation
  if (!candidates && isProblem(registry)) return unchecked(record, deployment, revert, left, registry, context)
  if (!candidates) return lookAgain(record, 'which releases can be gone back to must be seen first')
  const [entry] = left
  const checked = candidates.find((candidate) => entry && candidate.release === releaseKey(entry.release))
  if (!entry || !checked) return lookAgain(record, 'whether the newest release is usable must be seen first')
  const why =
    whyIncomplete(entry.release, context.policy) ?? (checked.usable ? undefined : (checked.why ?? 'not usable'))
  if (why !== undefined) return proceed(withRefused(record, deployment, revert, entry, why), 'tries an older release')
  return chosen(record, deployment, revert, entry, context)
}

function chosen(record: TargetRecord, deployment: Deployment, revert: Revert, to: LedgerEntry, { now }: Context): Step {
  const attempt = freshAttempt(to.release, false, now)
  return proceed(withRevert(record, deployment, { ...revert, to, attempt }), 'goes back to the newest usable release')
}

/** A registry that refuses to be asked must not keep a broken release running: the platform will tell whether the image is there. */
function unchecked(
  record: TargetRecord,
  deployment: Deployment,
  revert: Revert,
  [newest]: readonly LedgerEntry[],
  problem: Problem,
  context: Context,
): Step {
  if (newest && !passesByItself(problem)) return chosen(record, deployment, revert, newest, context)
  const { next, wakeAt } = withTrouble(record, 'registry', problem.message, context.now)
  return wait(next, problem.message, wakeAt)
}

function attempted(
  record: TargetRecord,
  deployment: Deployment,
  revert: Revert,
  to: LedgerEntry,
  before: Attempt,
  view: PlatformView,
  context: Context,
): Step {
  if (before.refusal && !ownRollout(before, view, record.manifests))
    return proceed(withRefused(record, deployment, revert, to, before.refusal), before.refusal)
  const ask = { view, record, policy: deployment.policy, deploymentId: revertId(deployment), now: context.now }
  const first = verdictOn({ ...ask, attempt: before })
  const own = 'own' in first ? first.own : undefined
  const attempt = withSight(before, view, own)
  const known = withSighted(record, deployment.id, { before, own }, context.now)
  const next = withRevert(known, deployment, { ...revert, to, attempt })
  return onVerdict(next, deployment, { ...revert, to, attempt }, verdictOn({ ...ask, attempt }), view, context)
}

/** The revert's carriers are the ledger's, so those of the condemned deployment count as somebody's stale write. */
function revertId(deployment: Deployment): string {
  return `${deployment.id}:revert`
}

function onVerdict(
  record: TargetRecord,
  deployment: Deployment,
  revert: Required<Pick<Revert, 'to' | 'attempt'>> & Revert,
  verdict: Verdict,
  view: PlatformView,
  context: Context,
): Step {
  const { to, attempt } = revert
  switch (verdict.kind) {
    case 'call':
      return call(record, deployment, revert, verdict.why, view, context)
    case 'rolled-out':
    case 'nothing-ran':
      return restored(record, deployment, revert, withCarrier(to, verdict.own), context)
    case 'failed':
      return giveUp(record, deployment, failedToo(revert, verdict.reasons[0] ?? 'it failed'), context)
    case 'resolved-other':
      return giveUp(record, deployment, failedToo(revert, 'other images ran than were asked for'), context)
    case 'unresolved':
      return unresolved(record, deployment, revert, context)
    case 'usurped':
      return deployment.policy.onUsurped === 'go-on'
        ? goesOn(record, deployment, revert, verdict.by, context)
        : usurpedBy(record, deployment, verdict.by, context)
    case 'in-progress':
      return leading(record, deployment, revert, verdict.own, view, context)
    default:
      return wait(record, goesBack(attempt, view))
  }
}

function leading(
  record: TargetRecord,
  deployment: Deployment,
  revert: Required<Pick<Revert, 'attempt'>> & Revert,
  own: Rollout,
  view: PlatformView,
  { now }: Context,
): Step {
  const kept = (attempt: Attempt) => withRevert(record, deployment, { ...revert, attempt })
  return advancing(deployment.id, revert.attempt, own, now, kept) ?? wait(record, goesBack(revert.attempt, view))
}

function goesBack({ progress }: Attempt, { desired }: PlatformView): string {
  return `goes back: ${progress.running} of ${desired} running`
}

function unresolved(
  record: TargetRecord,
  deployment: Deployment,
  revert: Required<Pick<Revert, 'to' | 'attempt'>> & Revert,
  context: Context,
): Step {
  const overdue = context.now - revert.attempt.progress.at >= deployment.policy.deadlineMs
  const reason = 'completed, but which images it runs cannot be told'
  return overdue ? giveUp(record, deployment, failedToo(revert, reason), context) : wait(record, reason)
}

/** A proven release that fails now is no reason to try ever older ones: something else is broken, and a person is called. */
function failedToo(revert: Required<Pick<Revert, 'to'>> & Revert, why: string): Revert {
  const tags = Object.values(revert.to.release.images).map(({ tag, digest }) => tag ?? shortDigest(digest))
  return { ...revert, refused: { ...revert.refused, failed: `${tags.join(', ')} failed too: ${why}` } }
}

function goesOn(
  record: TargetRecord,
  deployment: Deployment,
  revert: Required<Pick<Revert, 'to' | 'attempt'>> & Revert,
  by: Rollout,
  { now }: Context,
): Step {
  const { rollout: _lost, intent: _old, base: _past, ...attempt } = revert.attempt
  const told = notice(record, {
    notice: 'usurped',
    id: by.id,
    at: now,
    reason: 'somebody else put other images on the target; going back goes on (onUsurped: go-on)',
    deploymentId: deployment.id,
  })
  return proceed(withRevert(told, deployment, { ...revert, attempt }), 'goes on going back')
}

function withCarrier(entry: LedgerEntry, own: Rollout): LedgerEntry {
  return { ...entry, release: { ...entry.release, carrier: own.carrier } }
}

function call(
  record: TargetRecord,
  deployment: Deployment,
  revert: Required<Pick<Revert, 'to' | 'attempt'>> & Revert,
  why: string,
  view: PlatformView,
  { now }: Context,
): Step {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const isForce = deployment.policy.mode === 'force'
  const base = isForce ? infrastructureBase(record, leading?.carrier) : undefined
  const attempt = withIntent(revert.attempt, now, leading, base)
  const replaces = deployment.attempt.rollout?.carrier ?? leading?.carrier
  const effect = callFor('revert', deployment.id, attempt, {
    ...(replaces ? { replaces } : {}),
    ...(record.unfinished ? { overtakes: record.unfinished } : {}),
    ...condemned(deployment),
  })
  const called = withCalled(record, deployment.id, attempt, now)
  const next =
    attempt.intent?.calls === 1 ? noted(deployment, now, 'asked the platform to go back', 'acted') : deployment
  return act(withRevert(called, next, { ...revert, attempt }), [effect], why)
}

function condemned({ attempt }: Deployment): Pick<ApplyEffect, 'ends'> {
  const { rollout, progress } = attempt
  return rollout && progress.stage !== undefined ? { ends: { rollout: rollout.id, stage: progress.stage } } : {}
}

function restored(
  record: TargetRecord,
  deployment: Deployment,
  revert: Revert,
  to: LedgerEntry,
  { now }: Context,
): Step {
  const about = {
    outcome: 'rolled-back' as const,
    reason: deployment.failure?.reasons[0] ?? 'the rollout failed',
    restored: to.release.images,
    leaves: to.release,
    ...(revert.differences ? { differences: revert.differences } : {}),
  }
  const next = end(withProven(record, { ...to, at: now }), deployment, about, now)
  return proceed(ended(next), 'the target is back on a proven release')
}

/** No way back is left: a person is called, and called again. */
function giveUp(record: TargetRecord, deployment: Deployment, revert: Revert, { now }: Context): Step {
  const whys = Object.values(revert.refused)
  const reason = `cannot go back: ${[...new Set(whys)].join('; ') || 'no release of the ledger is usable'}`
  const next = end(record, deployment, { outcome: 'rollback-failed', reason }, now)
  return proceed({ ...next, state: { name: 'stuck', deployment, since: now, remindedAt: now, reminders: 0 } }, reason)
}

function withRefused(
  record: TargetRecord,
  deployment: Deployment,
  revert: Revert,
  entry: LedgerEntry,
  why: string,
): TargetRecord {
  const { to: _to, attempt: _attempt, ...rest } = revert
  return withRevert(record, deployment, { ...rest, refused: { ...revert.refused, [releaseKey(entry.release)]: why } })
}

function withRevert(record: TargetRecord, deployment: Deployment, revert: Revert): TargetRecord {
  return { ...record, state: { name: 'reverting', deployment, revert } }
}
