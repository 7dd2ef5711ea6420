import { alarmsUnseen, firedAlarms } from '../alarms.ts'
import { withBlindTime, withSight } from '../attempt.ts'
import { bringsImages, end } from '../deployment.ts'
import { deathsOf, failuresOf } from '../evidence.ts'
import { withoutHoldsOn } from '../hold.ts'
import { withProven } from '../ledger.ts'
import { isProblem, type PlatformView, type Problem, passesByItself, type Rollout } from '../observation.ts'
import type { Attempt, Deployment, TargetRecord } from '../record.ts'
import { type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { freshTask } from '../task-run.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { ended, failing, gone, left, nothingRan, usurpedBy } from '../turns.ts'
import { breakerThreshold, type Verdict, verdictOn } from '../verdict.ts'
import { overtakingProof } from './overtaking.ts'

/** The goal is rolled out: it must stay healthy for the bake time before it counts. */
export function proving(record: TargetRecord, deployment: Deployment, since: number, context: Context): Step {
  const taken = overtakingProof(record, deployment, context)
  if (taken.kind === 'step') return taken.step
  const { platform } = context.observation
  if (!platform) return lookAgain(taken.record, 'the release must be seen first')
  if (isProblem(platform)) return blind(taken.record, deployment, since, platform, context)
  return judged(withoutTrouble(taken.record, 'seeing'), deployment, since, platform, context)
}

function blind(record: TargetRecord, deployment: Deployment, since: number, problem: Problem, context: Context): Step {
  const { message } = problem
  if (problem.cause === 'gone') return gone(record, deployment, problem, context)
  if (!passesByItself(problem)) return overdue(record, deployment, message, context)
  const attempt = withBlindTime(deployment.attempt, context.now)
  const { next, wakeAt } = withTrouble(record, 'seeing', message, context.now)
  return wait({ ...next, state: { name: 'proving', deployment: { ...deployment, attempt }, since } }, message, wakeAt)
}

function judged(
  record: TargetRecord,
  deployment: Deployment,
  since: number,
  view: PlatformView,
  context: Context,
): Step {
  const { policy, id: deploymentId } = deployment
  const ask = { view, record, policy, deploymentId, now: context.now }
  const first = verdictOn({ ...ask, attempt: deployment.attempt })
  const attempt = atFullStrength(
    withSight(deployment.attempt, view, 'own' in first ? first.own : undefined, since),
    first,
    view,
  )
  const verdict = verdictOn({ ...ask, attempt })
  const seen = { ...deployment, attempt }
  const next: TargetRecord = { ...record, state: { name: 'proving', deployment: seen, since } }
  switch (verdict.kind) {
    case 'rolled-out':
      return baked(next, seen, since, verdict.own, view, context)
    case 'nothing-ran':
      return nothingRan(next, seen, context)
    case 'failed':
      return failing(next, seen, verdict.reasons, context)
    case 'usurped':
      return usurpedBy(next, seen, verdict.by, context)
    case 'resolved-other':
      return failing(next, seen, ['other images run than were rolled out'], context)
    case 'unresolved':
      return overdue(next, seen, `which images ${verdict.own.id} runs cannot be told`, context)
    case 'call':
      return proceed({ ...next, state: { name: 'rolling', deployment: seen } }, verdict.why)
    default:
      return wait(next, 'being proven')
  }
}

/** Progress while proving is being complete: what is missing only for a moment is being replaced. */
function atFullStrength(attempt: Attempt, verdict: Verdict, view: PlatformView): Attempt {
  if (verdict.kind !== 'rolled-out' || verdict.own.running < view.desired) return attempt
  return { ...attempt, progress: { running: verdict.own.running, at: view.at } }
}

/** Enough of it runs, and has for the bake time. */
function baked(
  record: TargetRecord,
  deployment: Deployment,
  since: number,
  own: Rollout,
  view: PlatformView,
  context: Context,
): Step {
  const { now } = context
  const deaths = deathsOf(deployment.attempt, own.id)
  if (deaths >= breakerThreshold(deployment.policy, view)) {
    const why = failuresOf(deployment.attempt, own.id).at(-1)?.reason
    return failing(record, deployment, [`${why} (${deaths} times since it rolled out)`], context)
  }
  if (own.running < view.desired) {
    return overdue(record, deployment, `${own.running} of ${view.desired} running after the rollout completed`, context)
  }
  const fired = firedAlarms(deployment, context.observation.alarms)
  if (fired.length > 0) return failing(record, deployment, fired, context)
  const unseen = alarmsUnseen(deployment, context.observation.alarms)
  const until = since + deployment.policy.bakeMs
  if (unseen !== undefined) return unjudged(record, deployment, unseen, until, context)
  if (now < until) return wait(record, `bakes for ${Math.ceil((until - now) / 1000)} s more`)
  return proceed(succeeded(record, deployment, context), 'proven')
}

/** What cannot be judged is not proven; what cannot be judged for the deadline after the bake time is taken back. */
function unjudged(record: TargetRecord, deployment: Deployment, why: string, until: number, context: Context): Step {
  const isLate = context.now - until >= deployment.policy.deadlineMs
  return isLate ? failing(record, deployment, [`not proven: ${why}`], context) : wait(record, why)
}

function overdue(record: TargetRecord, deployment: Deployment, why: string, context: Context): Step {
  const late = context.now - deployment.attempt.progress.at >= deployment.policy.deadlineMs
  return late ? failing(record, deployment, [why], context) : wait(record, why)
}

function succeeded(record: TargetRecord, deployment: Deployment, { now }: Context): TargetRecord {
  const release = left(deployment)
  const proven = withProven(withoutHoldsOn(record, release), {
    release,
    origin: 'proven',
    at: now,
    deploymentId: deployment.id,
  })
  const { after } = deployment.policy
  if (after && bringsImages(deployment))
    return { ...proven, state: { name: 'finishing', deployment, task: freshTask(now) } }
  return ended(end(proven, deployment, { outcome: 'succeeded', reason: 'rolled out and proven', leaves: release }, now))
}
