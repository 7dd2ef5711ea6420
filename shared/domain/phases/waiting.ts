import { firingBefore } from '../alarms.ts'
import {
  keptBack,
  keptForScan,
  keptFrozen,
  keptInWave,
  recallAt,
  setAside,
  withoutPending,
  withoutScans,
} from '../aside.ts'
import { type AtRest, seenAtRest } from '../at-rest.ts'
import { withBaseline } from '../baseline.ts'
import { begin } from '../deployment.ts'
import { fromRelease } from '../from-release.ts'
import { frozenNow } from '../frozen.ts'
import { isHeld, withHoldOn } from '../hold.ts'
import { changedContainers, type Millis } from '../image.ts'
import { isProblem, type PlatformView } from '../observation.ts'
import { type Readiness, readiness } from '../readiness.ts'
import type { Pending, Release, State, StuckState, TargetRecord } from '../record.ts'
import { remindAt, reminded } from '../reminder.ts'
import { asked } from '../start-question.ts'
import { type Context, lookAgain, proceed, type Step, wait } from '../step.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'
import { earliest } from '../wake.ts'
import { healed } from './stuck.ts'

/** The event that tells of a scan's end may be lost. */
const scanLookMs = 30_000

type Waiting = Extract<State, { name: 'waiting' }>

/** Something is to start: when nothing forbids it, the deployment begins. */
export function waiting(record: TargetRecord, state: Waiting, context: Context): Step {
  const { pending } = record
  if (!pending) return proceed(rested(record, state), 'nothing waits any more')
  const ready = readiness(record, pending, context)
  const aside = setAside(record, pending, ready, context)
  if (aside) return proceed(rested(aside, state), 'reason' in ready ? ready.reason : ready.kind)
  const step = waitsOrStarts(record, state, pending, ready, context)
  return step.goOn === 'wait' ? withReminder(withRestSeen(step, context), context) : step
}

/** For hours or days these wait, and the target is at rest meanwhile: what happens to it is noticed as it is then. */
const longWaits: readonly Waiting['why'][] = ['stopped', 'freeze', 'approval', 'wave']

function withRestSeen(step: Step, context: Context): Step {
  const { next } = step
  const { platform } = context.observation
  if (next.state.name !== 'waiting' || !longWaits.includes(next.state.why)) return step
  if (!platform || isProblem(platform)) return step
  if (next.state.stuck) return withHealed(step, next.state, next.state.stuck, context)
  const seen = seenAtRest(next, platform, context)
  return repaired(seen, context) ?? { ...step, next: seen.record }
}

function withHealed(step: Step, state: Waiting, stuck: StuckState, context: Context): Step {
  const well = healed(step.next, stuck, context)
  if (!well) return step
  const { stuck: _over, ...waits } = state
  return { ...step, next: { ...well.record, state: waits } }
}

/** A stale write is put right at once; what waits keeps its place behind that. */
function repaired({ record, repair }: AtRest, context: Context): Step | undefined {
  if (!repair) return undefined
  const ready = readiness({ ...record, pending: repair }, repair, context)
  if (ready.kind !== 'start') return undefined
  const begun = startGoal(record, repair, ready, context)
  return { ...begun, next: { ...begun.next, ...(record.pending ? { pending: record.pending } : {}) } }
}

/** What waits may leave stuck, and until it does somebody must still be called. */
function withReminder(step: Step, { now }: Context): Step {
  const { state } = step.next
  if (state.name !== 'waiting' || !state.stuck) return step
  const called = reminded(step.next, state.stuck, now)
  const wakeAt = earliest([step.wakeAt, remindAt(called.state)])
  const next = { ...called.record, state: { ...state, stuck: called.state } }
  return { ...step, next, ...(wakeAt === undefined ? {} : { wakeAt }) }
}

function waitsOrStarts(
  record: TargetRecord,
  state: Waiting,
  pending: Pending,
  ready: Readiness,
  context: Context,
): Step {
  const { now } = context
  switch (ready.kind) {
    case 'start':
      return startGoal(record, pending, ready, context)
    case 'runs-already':
      return proceed(runsAlready(record, ready.goal, ready.view, context), 'runs already')
    case 'settling':
      return wait(withoutTrouble(entered(record, state, 'settle'), 'seeing'), waitsFor(ready.until - now), ready.until)
    case 'stopped': {
      const kept = keptBack(askingNoScan(record), withoutScans(pending), ready.reason, context)
      return wait(entered(kept, state, 'stopped'), ready.reason, recallAt(kept.pending ?? pending, now))
    }
    case 'frozen': {
      const kept = keptFrozen(askingNoScan(record), withoutScans(pending), ready, context)
      return wait(entered(kept, state, 'freeze'), ready.reason, ready.until)
    }
    case 'approval': {
      const kept = asked(withoutTrouble(record, 'seeing'), ready.about, now)
      return wait(entered(kept, state, 'approval'), ready.reason, kept.pending?.question?.until)
    }
    case 'wave': {
      const kept = keptInWave(askingNoScan(record), withoutScans(pending), ready, now)
      return wait(entered(kept, state, 'wave'), ready.reason)
    }
    case 'scanning': {
      const kept = keptForScan(withoutTrouble(record, 'seeing'), pending, context)
      return wait(entered(kept, state, 'scan'), ready.reason, Math.min(ready.until, now + scanLookMs))
    }
    case 'trouble': {
      const { next, wakeAt } = withTrouble(record, 'seeing', ready.reason, now)
      return wait(entered(next, state, 'trouble'), ready.reason, wakeAt)
    }
    case 'look':
      return lookAgain(ready.scans ? keptForScan(record, pending, context) : record, ready.reason)
    default:
      return lookAgain(record, 'reason' in ready ? ready.reason : ready.kind)
  }
}

function askingNoScan(record: TargetRecord): TargetRecord {
  const seeing = withoutTrouble(record, 'seeing')
  return seeing.pending ? { ...seeing, pending: withoutScans(seeing.pending) } : seeing
}

/** Without a start the target is what it was: at rest, or stuck. */
function rested(record: TargetRecord, { stuck }: Waiting): TargetRecord {
  return { ...record, state: stuck ?? { name: 'idle' } }
}

function entered(record: TargetRecord, state: Waiting, why: Waiting['why']): TargetRecord {
  return { ...record, state: { ...state, why } }
}

function waitsFor(ms: Millis): string {
  return `waits ${Math.ceil(ms / 1000)} s for other pushes`
}

function startGoal(
  record: TargetRecord,
  waits: Pending,
  { goal, force, view, notes = [] }: Extract<Readiness, { kind: 'start' }>,
  context: Context,
): Step {
  const { pending, notes: overridden } = withOverrideJudged(record, { ...waits, images: goal.images }, context)
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const isRollback = pending.command?.kind === 'rollback'
  const overtaken = isRollback ? pending.inPlaceOf : undefined
  const from = overtaken ?? fromRelease(record, leading, context)
  const based = withBaseline(record, view, context)
  const marked =
    isRollback && from && !isHeld(based, from) ? withRolledBackHold(based, pending, from, goal, context) : based
  const begun = begin(marked, pending, { goal, force, policy: context.policy, ...(from ? { from } : {}) }, context.now)
  const told = withNotes(begun, [...overridden, ...notes], context)
  return proceed(withFiringAlarms(told, context), `starts ${pending.deploymentId}`)
}

/** Only where there is a freeze was one overridden. */
function withOverrideJudged(
  record: TargetRecord,
  pending: Pending,
  { policy, observation, now }: Context,
): { readonly pending: Pending; readonly notes: readonly string[] } {
  const { override, ...trigger } = pending.trigger
  if (override === undefined) return { pending, notes: [] }
  const frozen = frozenNow(record, policy, observation.stackStop, now)
  if (!frozen) return { pending: { ...pending, trigger }, notes: [] }
  return { pending, notes: [`${frozen.words}; overridden by ${trigger.by ?? 'somebody'}: ${override}`] }
}

/** Why it may begin. */
function withNotes(record: TargetRecord, notes: readonly string[], { now }: Context): TargetRecord {
  const { state } = record
  if (state.name !== 'rolling' && state.name !== 'preparing') return record
  const deployment = notes.reduce((before, what) => noted(before, now, what, 'seen'), state.deployment)
  return { ...record, state: { ...state, deployment } }
}

/** An alarm that fires already says nothing about what starts now; people are to know that it does not watch. */
function withFiringAlarms(record: TargetRecord, { policy, observation, now }: Context): TargetRecord {
  const { state } = record
  const firing = firingBefore(policy.alarms ?? [], observation.alarms)
  if (firing.length === 0 || (state.name !== 'rolling' && state.name !== 'preparing')) return record
  const what = `${firing.join(', ')} fired already before the start: not judged until it was quiet once`
  return { ...record, state: { ...state, deployment: noted(state.deployment, now, what) } }
}

/** What is there already, complete, is what the target rests on now. */
function runsAlready(record: TargetRecord, goal: Release, view: PlatformView, context: Context): TargetRecord {
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const { usurped: _over, ...rest } = withBaseline(withoutPending(record), view, context)
  const settledOn = { images: goal.images, ...(leading ? { carrier: leading.carrier } : {}) }
  return { ...rest, settledOn, state: { name: 'idle' } }
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
