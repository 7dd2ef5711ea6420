import { withBlindTime, withSight } from '../attempt.ts'
import { end } from '../deployment.ts'
import { withoutHoldsOn } from '../hold.ts'
import { withProven } from '../ledger.ts'
import { isProblem, type PlatformView, passesByItself, type Rollout } from '../observation.ts'
import type { Deployment, TargetRecord } from '../record.ts'
import { type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { ended, failing, left, usurpedBy } from '../turns.ts'
import { verdictOn } from '../verdict.ts'
import { cancelledByRollback } from './cancelling.ts'

/** The goal is rolled out: it must stay healthy for the bake time before it counts. */
export function proving(record: TargetRecord, deployment: Deployment, since: number, context: Context): Step {
  const cancelled = cancelledByRollback(record, deployment, context)
  if (cancelled) return cancelled
  const { platform } = context.observation
  if (!platform) return lookAgain(record, 'the release must be seen first')
  if (isProblem(platform)) {
    const blind = { ...deployment, attempt: withBlindTime(deployment.attempt, context.now) }
    const { next, wakeAt } = withTrouble(record, platform.message, context.now)
    const still: TargetRecord = { ...next, state: { name: 'proving', deployment: blind, since } }
    return passesByItself(platform)
      ? wait(still, platform.message, wakeAt)
      : overdue(still, blind, platform.message, context)
  }
  return judged(withoutTrouble(record), deployment, since, platform, context)
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
  const attempt = withSight(deployment.attempt, view, 'own' in first ? first.own : undefined)
  const verdict = verdictOn({ ...ask, attempt })
  const seen = { ...deployment, attempt }
  const next: TargetRecord = { ...record, state: { name: 'proving', deployment: seen, since } }
  switch (verdict.kind) {
    case 'rolled-out':
      return baked(next, seen, since, verdict.own, view, context)
    case 'nothing-ran':
      return proceed(succeeded(next, seen, context), 'scaled to zero while proving')
    case 'failed':
      return failing(next, seen, verdict.reasons, context)
    case 'usurped':
      return usurpedBy(next, seen, verdict.by, context)
    case 'resolved-other':
      return failing(next, seen, ['other images run than were rolled out'], context)
    case 'call':
      return proceed({ ...next, state: { name: 'rolling', deployment: seen } }, verdict.why)
    default:
      return wait(next, 'being proven')
  }
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
  if (own.running < view.desired) {
    return overdue(record, deployment, `${own.running} of ${view.desired} running after the rollout completed`, context)
  }
  const until = since + deployment.policy.bakeMs
  if (now < until) return wait(record, `bakes for ${Math.ceil((until - now) / 1000)} s more`)
  return proceed(succeeded(record, deployment, context), 'proven')
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
  return ended(end(proven, deployment, { outcome: 'succeeded', reason: 'rolled out and proven', leaves: release }, now))
}
