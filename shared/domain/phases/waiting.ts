import { withBaseline } from '../baseline.ts'
import { begin, end } from '../deployment.ts'
import { refusedCommand } from '../fold.ts'
import { holdOn, isHeld, withHoldOn } from '../hold.ts'
import { changedContainers, digestsOf, type Millis, sameDigests } from '../image.ts'
import { stableOf } from '../ledger.ts'
import { isProblem, type PlatformView, type Problem, passesByItself, type Rollout } from '../observation.ts'
import { notice } from '../outbox.ts'
import { plan } from '../plan.ts'
import type { Pending, Release, TargetRecord } from '../record.ts'
import { imagesOf } from '../release.ts'
import { type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { withTrouble } from '../trouble.ts'

/** However many pushes come, a start waits at most this many quiet times. */
const settleBound = 10

/** A stop is recalled once a day while something waits behind it. */
const stopReminderMs = 24 * 60 * 60_000

/** Something is to start: when nothing forbids it, the deployment begins. */
export function waiting(record: TargetRecord, context: Context): Step {
  const { pending } = record
  if (!pending) return proceed({ ...record, state: { name: 'idle' } }, 'nothing waits any more')
  const { platform } = context.observation
  if (!platform || context.observation.stackStop === undefined) return lookAgain(record, 'a start needs a look first')
  if (isProblem(platform)) return unseen(record, pending, platform, context)
  const kept = keptByStop(record, pending, context)
  if (kept) return kept
  const quietAt = quietFrom(pending, context)
  if (context.now < quietAt) return settling(record, context, quietAt)
  return start(record, pending, platform, context)
}

function unseen(record: TargetRecord, pending: Pending, problem: Problem, context: Context): Step {
  if (passesByItself(problem)) {
    const { next, wakeAt } = withTrouble(record, problem.message, context.now)
    return wait(entered(next, 'trouble', context.now), problem.message, wakeAt)
  }
  return failsAtOnce(record, pending, problem.message, context)
}

/** Ends the deployment before anything was changed. */
function failsAtOnce(record: TargetRecord, pending: Pending, reason: string, context: Context): Step {
  const goal = { images: pending.images }
  const begun = begin(record, pending, { goal, force: false, policy: context.policy }, context.now)
  if (begun.state.name !== 'rolling') return wait(begun, reason)
  const deployment = { ...begun.state.deployment, failure: { at: context.now, reasons: [reason] } }
  const ended = end(begun, deployment, { outcome: 'failed', reason: `nothing was changed: ${reason}` }, context.now)
  return proceed(ended, reason)
}

function keptByStop(record: TargetRecord, pending: Pending, { observation, now }: Context): Step | undefined {
  const stack = observation.stackStop?.stopped ? observation.stackStop : undefined
  const stop = record.stopped ?? stack
  if (!stop || pending.trigger.kind === 'rollback' || pending.trigger.kind === 'repair') return undefined
  const what = record.stopped ? record.target : 'the whole stack'
  const why = `${what} is stopped${stop.by ? ` by ${stop.by}` : ''}${stop.reason ? ` (${stop.reason})` : ''}`
  if (pending.command) {
    return proceed(refusedCommand(record, pending, `not started: ${why}; resume first`), why)
  }
  return keptBack(record, pending, why, now)
}

function keptBack(record: TargetRecord, pending: Pending, why: string, now: Millis): Step {
  const reason = `pushed and not deployed: ${why}; goes out on resume`
  const { images, trigger } = pending
  const told = notice(record, { notice: 'not-deployed', id: `stopped:${trigger.id}`, at: now, reason, images })
  const first = record.state.name === 'waiting' && record.state.why === 'stopped' ? record.state : undefined
  const toldBefore = first?.toldAt === trigger.at
  const base = toldBefore ? record : told
  const since = first?.since ?? now
  const reminded = recalled(base, since, why, now)
  return wait(
    { ...reminded, state: { name: 'waiting', since, why: 'stopped', toldAt: trigger.at } },
    why,
    since + (Math.floor((now - since) / stopReminderMs) + 1) * stopReminderMs,
  )
}

function recalled(record: TargetRecord, since: Millis, why: string, now: Millis): TargetRecord {
  const day = Math.floor((now - since) / stopReminderMs)
  if (day === 0) return record
  return notice(record, {
    notice: 'waiting',
    id: `stopped:${since}:${day}`,
    at: now,
    reason: `a start has been waiting for ${day} d: ${why}`,
  })
}

function quietFrom({ command, firstAt, lastAt }: Pending, { policy }: Context): Millis {
  if (command) return lastAt
  return Math.min(lastAt + policy.settleMs, firstAt + settleBound * policy.settleMs)
}

function settling(record: TargetRecord, { now }: Context, until: Millis): Step {
  return wait(entered(record, 'settle', now), `waits ${Math.ceil((until - now) / 1000)} s for other pushes`, until)
}

function entered(record: TargetRecord, why: 'settle' | 'trouble', now: Millis): TargetRecord {
  const since = record.state.name === 'waiting' ? record.state.since : now
  return { ...record, state: { name: 'waiting', since, why } }
}

function start(record: TargetRecord, pending: Pending, view: PlatformView, context: Context): Step {
  const planned = plan(record, pending, view, context)
  switch (planned.kind) {
    case 'look':
      return lookAgain(record, planned.reason)
    case 'refused':
      return proceed(refusedCommand(record, pending, planned.reason), planned.reason)
    case 'impossible':
      return failsAtOnce(record, pending, planned.reason, context)
    case 'goal':
      return startGoal(record, { ...pending, images: planned.goal.images }, view, planned.goal, planned.force, context)
  }
}

function startGoal(
  record: TargetRecord,
  pending: Pending,
  view: PlatformView,
  goal: Release,
  force: boolean,
  context: Context,
): Step {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const runsAlready = sameDigests(digestsOf(goal.images), leading?.digests, record.manifests)
  const { pending: _none, ...rest } = record
  if (!force && runsAlready && leading?.state === 'completed')
    return proceed({ ...rest, state: { name: 'idle' } }, 'runs already')
  if (!pending.command && isHeld(record, goal)) return held(rest, pending, goal)
  if (context.policy.mode === 'observe') return observedOnly(rest, pending)
  const from = fromRelease(record, leading, context)
  const based = withBaseline(record, view, context)
  const marked =
    pending.command?.kind === 'rollback' && from ? withRolledBackHold(based, pending, from, goal, context) : based
  const begun = begin(marked, pending, { goal, force, policy: context.policy, ...(from ? { from } : {}) }, context.now)
  return proceed(begun, `starts ${pending.deploymentId}`)
}

function held(rest: TargetRecord, pending: Pending, goal: Release): Step {
  const hold = holdOn(rest, goal)
  const reason = `pushed and not deployed: on hold since ${hold?.deploymentId ?? 'a failed deployment'} (${hold?.why ?? 'it failed here'}); push another image or resume`
  const { images, trigger } = pending
  const told = notice(rest, { notice: 'not-deployed', id: `held:${trigger.id}`, at: trigger.at, reason, images })
  return proceed({ ...told, state: { name: 'idle' } }, reason)
}

function observedOnly(rest: TargetRecord, pending: Pending): Step {
  const reason = 'would be deployed; the target is only observed (mode: observe)'
  const { images, trigger } = pending
  const told = notice(rest, { notice: 'would-deploy', id: trigger.id, at: trigger.at, reason, images })
  return proceed({ ...told, state: { name: 'idle' } }, reason)
}

/** What a person rolls back from is not deployed again by itself. */
function withRolledBackHold(
  record: TargetRecord,
  pending: Pending,
  from: Release,
  goal: Release,
  { now }: Context,
): TargetRecord {
  const changed = changedContainers(from.images, goal.images, record.manifests)
  const why = `rolled back by ${pending.trigger.by ?? 'somebody'}`
  return withHoldOn(record, from, changed, { at: now, deploymentId: pending.deploymentId, why })
}

function fromRelease(record: TargetRecord, leading: Rollout | undefined, { policy }: Context): Release | undefined {
  const images = imagesOf(leading?.digests, policy, record)
  if (!images || !leading) return stableOf(record)?.release
  return { images, carrier: leading.carrier }
}
