import { firingBefore, firingOutside, missingAlarms } from './alarms.ts'
import { fromRelease } from './from-release.ts'
import { frozenNow } from './frozen.ts'
import { holdOn } from './hold.ts'
import { type Digest, digestsOf, type Millis, sameDigests } from './image.ts'
import { type AlarmState, isProblem, type PlatformView, passesByItself } from './observation.ts'
import { pausedNow } from './paused.ts'
import { plan } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Hold, Pending, Release, TargetRecord } from './record.ts'
import { sameRelease } from './release.ts'
import { unresolvable } from './resolvable.ts'
import { scanned } from './scans.ts'
import { approvalWithin, asksAbout, type StartAsked } from './start-question.ts'
import type { Context } from './step.ts'
import { underWay } from './under-way.ts'
import { type Wave, waveOf } from './waves.ts'

/** Whether a pending start can begin now, and what becomes of it if not. */
export type Readiness =
  | {
      readonly kind: 'start'
      readonly goal: Release
      readonly force: boolean
      readonly view: PlatformView
      /** What is to be remembered of why it may begin. */
      readonly notes?: readonly string[]
    }
  /** The scan of an image is still coming. */
  | { readonly kind: 'scanning'; readonly reason: string; readonly until: Millis }
  /** An image is not fit to be deployed, whenever it is tried. */
  | { readonly kind: 'unfit'; readonly reason: string; readonly blames: readonly Digest[] }
  /** More must be observed first. `scans`: scans of its images among it. */
  | { readonly kind: 'look'; readonly reason: string; readonly scans?: true }
  /** What speaks against it belongs to the deployment in progress, whose end is waited for. */
  | { readonly kind: 'behind'; readonly reason: string }
  /** Something cannot be asked now; that passes by itself. */
  | { readonly kind: 'trouble'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'frozen'; readonly reason: string; readonly until: Millis }
  /** Nothing is left to wait for but a person. */
  | { readonly kind: 'approval'; readonly reason: string; readonly about: StartAsked }
  | { readonly kind: 'settling'; readonly until: Millis }
  /** A command that makes no sense here. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It would fail for a reason known before anything is touched. `blames`: the images whose fault it is, where it is theirs. */
  | { readonly kind: 'impossible'; readonly reason: string; readonly blames?: readonly Digest[] }
  | { readonly kind: 'runs-already'; readonly goal: Release; readonly view: PlatformView }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'observed-only'; readonly goal: Release }
  | Exclude<Wave, { readonly kind: 'look' }>

/** However many pushes come, a start waits at most this many quiet times. */
const settleBound = 10

/** Judges a pending start without changing anything, so that what is in progress is only given up for what can begin. */
export function readiness(record: TargetRecord, pending: Pending, context: Context): Readiness {
  const { platform, stackStop } = context.observation
  if (!platform || stackStop === undefined) return { kind: 'look', reason: 'a start needs a look first' }
  if (isProblem(platform))
    return { kind: passesByItself(platform) ? 'trouble' : refusal(pending), reason: platform.message }
  const stopped = stoppedBy(record, pending, context)
  if (stopped) return stopped
  const until = quietFrom(pending, context)
  if (context.now < until) return { kind: 'settling', until }
  return inItsTurn(planned(record, pending, platform, context), record, pending, context)
}

/** What is settled with this target alone goes first: only what would start waits for times, others and people. */
function inItsTurn(ready: Readiness, record: TargetRecord, pending: Pending, context: Context): Readiness {
  if (ready.kind !== 'start') return ready
  const next =
    freezeBeforeStart(record, pending, context) ??
    waveOf(record, pending, context) ??
    alarmsBeforeStart(record, pending, context) ??
    scanBeforeStart(ready, pending, context)
  return next.kind === 'start' ? approvalBeforeStart(next, record, pending, context) : next
}

/**
 * Going back is never kept by a freeze; whoever asks for a release is told at once, and says why it cannot wait. Once people were
 * asked about it, it is kept as what was pushed: its question and the answer to it stand.
 */
function freezeBeforeStart(record: TargetRecord, pending: Pending, context: Context): Readiness | undefined {
  const { trigger, command, question } = pending
  if (trigger.kind === 'rollback' || trigger.kind === 'repair' || trigger.override !== undefined) return undefined
  const frozen = frozenNow(record, context.policy, context.observation.stackStop, context.now)
  if (!frozen) return undefined
  return command && !question
    ? { kind: 'refused', reason: `not started: ${frozen.words}; say "override" and why` }
    : { kind: 'frozen', reason: frozen.words, until: frozen.until }
}

/** Asked last, so that nobody is asked about what would not begin anyhow; whatever comes up after the answer still counts. */
function approvalBeforeStart(
  ready: Extract<Readiness, { kind: 'start' }>,
  record: TargetRecord,
  pending: Pending,
  context: Context,
): Readiness {
  const withinMs = approvalWithin(pending, context.policy)
  const { images: goal } = ready.goal
  if (withinMs === undefined) return ready
  if (pending.question?.approved && asksAbout(pending, goal, record)) return ready
  const leading = ready.view.rollouts.find((rollout) => rollout.leading)
  const { state } = record
  const before = 'deployment' in state ? state.deployment.from : fromRelease(record, leading, context)
  const from = before?.images
  return { kind: 'approval', reason: 'waits for an approval', about: { goal, withinMs, ...(from ? { from } : {}) } }
}

function scanBeforeStart(
  ready: Extract<Readiness, { kind: 'start' }>,
  pending: Pending,
  { policy, observation, now }: Context,
): Readiness {
  const scan = scanned(pending, policy, observation.scans, now)
  switch (scan.kind) {
    case 'look':
      return { kind: 'look', reason: 'what scans found must be seen first', scans: true }
    case 'found':
      return { kind: 'unfit', reason: scan.reason, blames: scan.blames }
    case 'untold':
      return { kind: 'impossible', reason: scan.reason, blames: scan.blames }
    case 'waits':
      return { kind: 'scanning', reason: scan.reason, until: scan.until }
    case 'clear':
      return scan.words.length > 0 ? { ...ready, notes: scan.words } : ready
  }
}

/** A person is answered; a push whose images are known ends as a deployment that failed. */
function refusal({ command, images }: Pending): 'refused' | 'impossible' {
  return command && Object.keys(images).length === 0 ? 'refused' : 'impossible'
}

function stoppedBy(record: TargetRecord, pending: Pending, { observation }: Context): Readiness | undefined {
  if (pending.trigger.kind === 'rollback' || pending.trigger.kind === 'repair') return undefined
  const reason = pausedNow(record, observation.stackStop)
  if (reason === undefined) return undefined
  return pending.command && !pending.question
    ? { kind: 'refused', reason: `not started: ${reason}; resume first` }
    : { kind: 'stopped', reason }
}

function quietFrom({ command, firstAt, lastAt }: Pending, { policy }: Context): Millis {
  if (command) return lastAt
  return Math.min(lastAt + policy.settleMs, firstAt + settleBound * policy.settleMs)
}

function planned(record: TargetRecord, pending: Pending, view: PlatformView, context: Context): Readiness {
  const outcome = plan(record, pending, view, context)
  if (outcome.kind !== 'goal') return outcome
  const { goal, force } = outcome
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const coming = underWay(record, pending)
  const shown = sameDigests(digestsOf(goal.images), leading?.digests, record.manifests)
  const runs = shown && (!coming || sameRelease(goal, coming, record.manifests))
  if (runs && !force && leading?.state === 'completed') return alreadyThere(pending, goal, view)
  const hold = pending.command ? undefined : holdOn(record, goal)
  if (hold) return { kind: 'held', hold }
  if (context.policy.mode === 'observe') return { kind: 'observed-only', goal }
  return unresolvable(record, pending, goal, context) ?? { kind: 'start', goal, force, view }
}

/** An alarm that does not exist would never fire: nothing is begun that it was to watch. */
function alarmsBeforeStart(
  record: TargetRecord,
  pending: Pending,
  { observation, policy }: Context,
): Readiness | undefined {
  if (!policy.alarms?.length) return undefined
  const { alarms } = observation
  if (alarms === undefined) return { kind: 'look', reason: 'the alarms must be seen first' }
  if (isProblem(alarms)) return { kind: passesByItself(alarms) ? 'trouble' : 'impossible', reason: alarms.message }
  const missing = missingAlarms(policy.alarms, alarms)
  if (missing.length > 0) return { kind: 'impossible', reason: missing.join('; ') }
  const { trigger } = pending
  return trigger.by === undefined && trigger.kind !== 'repair' ? firingRefuses(record, policy, alarms) : undefined
}

/**
 * Only what begins by itself: whoever asks for a release may be mending what fires. An alarm that began with the deployment in
 * progress, or with the one before that did not end well, is that one's, and what is pushed may be what mends it.
 */
function firingRefuses(
  { state, endedBadly }: TargetRecord,
  { alarms = [], alarmRules }: Policy,
  seen: readonly AlarmState[],
): Readiness | undefined {
  if (alarmRules?.firingAtStart !== 'refuse') return undefined
  const broken = state.name === 'waiting' && state.stuck ? { from: state.stuck.deployment.startedAt } : endedBadly
  const firing = firingBefore(alarms, broken ? firingOutside(seen, broken) : seen)
  if (firing.length === 0) return undefined
  if (
    'deployment' in state &&
    firingBefore(alarms, firingOutside(seen, { from: state.deployment.startedAt })).length === 0
  )
    return {
      kind: 'behind',
      reason: `${firing.join(', ')} began to fire with what is being rolled out: waits for its end`,
    }
  const reason = `${firing.join(', ')} fires already: push or redeploy once it is quiet, or write prove.alarms with firingAtStart: ignore`
  return { kind: 'impossible', reason }
}

function alreadyThere({ command }: Pending, goal: Release, view: PlatformView): Readiness {
  if (command?.kind === 'rollback') return { kind: 'refused', reason: 'cannot roll back: that release runs already' }
  if (command?.kind === 'promote') return { kind: 'refused', reason: 'not promoted: these images run already' }
  return { kind: 'runs-already', goal, view }
}
