import { keptBack, keptByHold, keptForScan, keptFrozen, keptInWave, setAside, withoutPending } from '../aside.ts'
import { ownRollout } from '../attempt.ts'
import { begin, end } from '../deployment.ts'
import { holdOn, withHold } from '../hold.ts'
import { digestsOf, type Millis, sameDigests } from '../image.ts'
import { isProblem, type Rollout } from '../observation.ts'
import { cancelled, onlyCancels } from '../only-cancels.ts'
import { namedImages } from '../plan.ts'
import { type Readiness, readiness } from '../readiness.ts'
import type { Deployment, Pending, Release, TargetRecord } from '../record.ts'
import { asked } from '../start-question.ts'
import { type Context, lookAgain, proceed, type Step } from '../step.ts'
import { successorOf } from '../successor.ts'
import { ended } from '../turns.ts'
import { overtakenWith } from '../under-way.ts'

/** What a pending start does to the deployment in progress: it takes its place now, or the deployment goes on. */
export type Overtaking =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'goes-on'; readonly record: TargetRecord; readonly wakeAt?: Millis }

/** A newer push supersedes a rollout and a person's rollback cancels it, once the successor can begin: nothing is given up for less. */
export function overtakingRollout(record: TargetRecord, deployment: Deployment, context: Context): Overtaking {
  const successor = successorOf(record)
  if (!successor) return { kind: 'goes-on', record }
  if (isSameGoal(record, successor, deployment)) return { kind: 'goes-on', record: withoutPending(record) }
  if (deployment.policy.onNewerPush === 'queue' && !successor.command) return { kind: 'goes-on', record }
  const by = onlyCancels(record, deployment)
  if (by)
    return { kind: 'step', step: proceed(cancelled(record, deployment, by, context.now), 'a rollback only cancels it') }
  return overtaking(record, deployment, successor, context)
}

/** What is being proven is given up for a person's rollback alone; else nothing would ever be proven. */
export function overtakingProof(record: TargetRecord, deployment: Deployment, context: Context): Overtaking {
  const { pending } = record
  if (pending?.deploymentId === deployment.id) return { kind: 'goes-on', record: withoutPending(record) }
  if (pending?.command?.kind !== 'rollback') return { kind: 'goes-on', record }
  return overtaking(record, deployment, pending, context)
}

function overtaking(record: TargetRecord, deployment: Deployment, successor: Pending, context: Context): Overtaking {
  const waits = record.pending ?? successor
  const ready = blamedOnOwn(readiness(record, successor, context), waits, context)
  const aside = setAside(record, waits, ready, context)
  if (aside) return { kind: 'goes-on', record: aside }
  switch (ready.kind) {
    case 'start':
      return (
        withoutHeldPush(record, deployment, successor, ready.goal) ?? {
          kind: 'step',
          step: takesOver(record, deployment, successor, context),
        }
      )
    case 'runs-already':
      return { kind: 'step', step: takesOver(record, deployment, successor, context) }
    case 'look':
      return {
        kind: 'step',
        step: lookAgain(ready.scans ? keptForScan(record, successor, context) : record, ready.reason),
      }
    default:
      return goesOn(record, successor, ready, context)
  }
}

/** The successor carries on images of the deployment in progress: what speaks against these alone is no fault of what waits. */
function blamedOnOwn(ready: Readiness, waits: Pending, { policy }: Context): Readiness {
  if (ready.kind !== 'unfit' && ready.kind !== 'impossible') return ready
  const { blames, reason } = ready
  const own = Object.values(namedImages(waits, policy.containers)).map(({ digest }) => digest)
  return !blames || blames.some((digest) => own.includes(digest)) ? ready : { kind: 'behind', reason }
}

/** What is left of a push without what is on hold here may be what is being rolled out already: then it goes on. */
function withoutHeldPush(
  record: TargetRecord,
  { goal }: Deployment,
  { command, images }: Pending,
  next: Release,
): Overtaking | undefined {
  const isSame = !command && sameDigests(digestsOf(next.images), digestsOf(goal.images), record.manifests)
  const hold = isSame ? holdOn(record, { images: { ...goal.images, ...images } }) : undefined
  return hold && record.pending ? { kind: 'goes-on', record: keptByHold(record, record.pending, hold) } : undefined
}

function goesOn(record: TargetRecord, successor: Pending, ready: Readiness, context: Context): Overtaking {
  const { now } = context
  if (ready.kind === 'settling') return { kind: 'goes-on', record, wakeAt: ready.until }
  if (ready.kind === 'scanning')
    return { kind: 'goes-on', record: keptForScan(record, successor, context), wakeAt: ready.until }
  if (ready.kind === 'wave' && record.pending)
    return { kind: 'goes-on', record: keptInWave(record, record.pending, ready, now) }
  if (ready.kind === 'frozen' && record.pending)
    return { kind: 'goes-on', record: keptFrozen(record, record.pending, ready, context), wakeAt: ready.until }
  if (ready.kind === 'approval') return { kind: 'goes-on', record: asked(record, ready.about, now) }
  if (ready.kind !== 'stopped' || !record.pending) return { kind: 'goes-on', record }
  return { kind: 'goes-on', record: keptBack(record, record.pending, ready.reason, context) }
}

/** The same image pushed under another tag is being rolled out already. */
function isSameGoal(record: TargetRecord, { command, images, deploymentId }: Pending, deployment: Deployment): boolean {
  if (deploymentId === deployment.id) return true
  return !command && sameDigests(digestsOf(images), digestsOf(deployment.goal.images), record.manifests)
}

function takesOver(record: TargetRecord, deployment: Deployment, successor: Pending, context: Context): Step {
  return successor.command?.kind === 'rollback'
    ? cancelledFor(record, deployment, successor, context)
    : superseded(record, deployment, successor, context)
}

/** A person's rollback ends what is in progress at once, and keeps it from coming back by itself. */
function cancelledFor(record: TargetRecord, deployment: Deployment, successor: Pending, { now }: Context): Step {
  const held = withHold(record, deployment, `cancelled by ${successor.trigger.by ?? 'somebody'}`, now)
  const about = { outcome: 'cancelled' as const, reason: 'a rollback was asked for', successor: successor.deploymentId }
  return proceed(
    ended({ ...end(held, deployment, about, now), pending: inPlaceOf(successor, deployment) }),
    about.reason,
  )
}

const reasons: Readonly<Partial<Record<Pending['trigger']['kind'], string>>> = {
  redeploy: 'a redeploy was asked for',
  promote: 'a promotion was asked for',
}

export function superseded(
  record: TargetRecord,
  deployment: Deployment,
  successor: Pending,
  context: Context,
  why?: string,
): Step {
  const reason = why ?? reasons[successor.trigger.kind] ?? 'a newer push arrived'
  const about = { outcome: 'superseded' as const, reason, successor: successor.deploymentId }
  const next = end(record, deployment, about, context.now)
  const adopted = rolloutFor(record, deployment, successor, context)
  if (adopted) return proceed(adopting(next, deployment, successor, adopted, context), reason)
  return proceed(ended({ ...next, pending: inPlaceOf(successor, deployment) }), reason)
}

/** The view at hand may be older than the call: what was called for is remembered instead. */
function inPlaceOf(successor: Pending, deployment: Deployment): Pending {
  const overtaken = overtakenWith(deployment)
  return overtaken ? { ...successor, inPlaceOf: overtaken } : successor
}

/** Force mode: the platform resolved the tag to the successor's images already. */
function rolloutFor(
  record: TargetRecord,
  deployment: Deployment,
  successor: Pending,
  { observation: { platform } }: Context,
): Rollout | undefined {
  if (!platform || isProblem(platform)) return undefined
  const own = ownRollout(deployment.attempt, platform, record.manifests)
  return own?.leading && runsPushed(record, deployment, successor, own) ? own : undefined
}

/** Whether a rollout was called for by one deployment and runs what the next push would make of it: in force mode the platform resolves tags. */
export function runsPushed(
  { manifests }: TargetRecord,
  { policy, goal }: Deployment,
  { command, images }: Pending,
  { digests }: Rollout,
): boolean {
  if (policy.mode !== 'force' || command) return false
  return sameDigests(digestsOf({ ...goal.images, ...images }), digests, manifests)
}

/** The successor begins with a rollout that is there already. */
export function adopting(
  record: TargetRecord,
  before: Deployment,
  successor: Pending,
  { id, carrier, createdAt }: Rollout,
  { policy, now }: Context,
): TargetRecord {
  const goal = { images: { ...before.goal.images, ...successor.images } }
  const begun = begin(
    record,
    successor,
    { goal, force: false, policy, ...(before.from ? { from: before.from } : {}) },
    now,
  )
  if (begun.state.name !== 'rolling') return begun
  const { intent } = before.attempt
  const attempt = {
    ...begun.state.deployment.attempt,
    ...(intent ? { intent } : {}),
    rollout: { id, carrier, createdAt },
  }
  return { ...begun, state: { ...begun.state, deployment: { ...begun.state.deployment, attempt } } }
}
