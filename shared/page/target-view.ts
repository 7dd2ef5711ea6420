import { type Millis, shortDigest } from '../domain/image.ts'
import { stableOf } from '../domain/ledger.ts'
import type { Deployment, State, TargetRecord } from '../domain/record.ts'
import { releaseKey } from '../domain/release.ts'
import { commandOf, taskPolicy } from '../domain/task-run.ts'
import { tidy } from '../notify/tidy.ts'
import { type ImageView, imageViews } from './image-view.ts'

/** A target as it is now. Times are epoch milliseconds; texts are one line each, without secrets. */
export interface TargetView {
  readonly target: string
  readonly phase: State['name'] | 'unseen' | 'unreadable'
  /** `calls`: a person is needed. `moves`: something is under way. `waits`: something keeps it from starting. */
  readonly state: 'calls' | 'moves' | 'waits' | 'rests'
  /** Absent: nothing is known of what runs. */
  readonly runs?: { readonly images: readonly ImageView[]; readonly since?: Millis; readonly origin?: string }
  readonly deployment?: DeploymentNow
  /** Images that start next. */
  readonly next?: { readonly id: string; readonly images: readonly ImageView[]; readonly since: Millis }
  /** What keeps it from what, in sentences. */
  readonly notes: readonly string[]
  readonly holds: readonly { readonly digests: readonly string[]; readonly at: Millis; readonly why: string }[]
}

/** The deployment in progress. */
export interface DeploymentNow {
  readonly id: string
  readonly trigger: { readonly kind: string; readonly by?: string }
  readonly startedAt: Millis
  readonly images: readonly ImageView[]
  /** Healthy instances of the goal, or of what is gone back to. */
  readonly running?: number
  readonly desired?: number
  readonly stage?: string
  readonly bakesUntil?: Millis
  /** The stage that a person has to approve. */
  readonly asks?: string
}

/** Holds shown of a target that has more. */
const holdsShown = 3

export function unreadableTarget(target: string, why: string): TargetView {
  return { target, phase: 'unreadable', state: 'calls', notes: [tidy(why, 300)], holds: [] }
}

export function targetView(target: string, record: TargetRecord | undefined): TargetView {
  if (!record) return { target, phase: 'unseen', state: 'rests', notes: [], holds: [] }
  const { state, pending } = record
  const notes = notesOf(record)
  return {
    target,
    phase: state.name,
    state: standing(state, notes.length > 0 || record.holds.length > 0),
    ...runsOf(record),
    ...('deployment' in state ? { deployment: deploymentNow(state, record) } : {}),
    ...(pending
      ? { next: { id: pending.deploymentId, images: imageViews(pending.images), since: pending.firstAt } }
      : {}),
    notes,
    holds: record.holds.slice(0, holdsShown).map(({ digests, at, why }) => ({
      digests: Object.values(digests).map(shortDigest),
      at,
      why: tidy(why, 200),
    })),
  }
}

function standing({ name }: State, isKept: boolean): TargetView['state'] {
  if (name === 'stuck') return 'calls'
  if (name !== 'idle' && name !== 'waiting') return 'moves'
  return isKept || name === 'waiting' ? 'waits' : 'rests'
}

/** What Longshore left there last; before its first deployment, what it found. */
function runsOf(record: TargetRecord): Pick<TargetView, 'runs'> {
  const proven = stableOf(record)
  const release = record.settledOn ?? proven?.release
  if (!release) return {}
  const entry = record.ledger.find((one) => releaseKey(one.release) === releaseKey(release))
  const since = entry?.at ?? record.endedAt
  return {
    runs: {
      images: imageViews(release.images),
      ...(since === undefined ? {} : { since }),
      ...(entry ? { origin: entry.origin } : {}),
    },
  }
}

function notesOf(record: TargetRecord): string[] {
  const { state, stopped, usurped, trouble, unproven } = record
  const reason = stopped?.reason ? `: ${stopped.reason}` : ''
  return [
    ...(state.name === 'stuck'
      ? ['Going back failed too. A person is needed: push a mended image, roll back, or resume.']
      : []),
    ...(stopped ? [`Stopped by ${stopped.by}${reason}. Nothing starts until it is resumed.`] : []),
    ...(usurped ? ['Somebody else put other images here. Pushes wait for a newer one, or for resume.'] : []),
    ...(unproven ? ['Nothing of the last release has run yet: it is proven once something does.'] : []),
    ...(trouble ? [troubles[trouble.what]] : []),
    ...(state.name === 'waiting' ? [waits[state.why]] : []),
  ].map((note) => tidy(note, 300))
}

const troubles: Readonly<Record<NonNullable<TargetRecord['trouble']>['what'], string>> = {
  seeing: 'The platform cannot be asked for now. It is tried again until it can.',
  calling: 'The platform takes no calls for now. It is tried again until it does.',
  registry: 'The registry cannot be asked for now. It is tried again until it can.',
}

const waits: Readonly<Record<Extract<State, { name: 'waiting' }>['why'], string>> = {
  scan: 'Waits until its images have been scanned.',
  settle: 'Waits a moment, in case another push belongs to it.',
  stopped: 'Waits until starts are resumed.',
  freeze: 'Waits until the freeze is over.',
  approval: 'Waits until a person approves or rejects it.',
  wave: 'Waits until the targets before it have proven their release.',
  trouble: 'Waits until the platform can be asked again.',
}

type UnderWay = Extract<State, { readonly deployment: Deployment }>

function deploymentNow(state: UnderWay, record: TargetRecord): DeploymentNow {
  const { deployment } = state
  const { id, trigger, startedAt, from, goal } = deployment
  const revert = state.name === 'reverting' ? state.revert : undefined
  const images = revert?.to ? imageViews(revert.to.release.images, goal.images) : imageViews(goal.images, from?.images)
  return {
    id,
    trigger: { kind: trigger.kind, ...(trigger.by ? { by: tidy(trigger.by, 200) } : {}) },
    startedAt,
    images,
    ...progressOf(state, record),
  }
}

type Progress = Omit<DeploymentNow, 'id' | 'trigger' | 'startedAt' | 'images'>

/** What was told to those who follow it knows how many there should be; without followers the last look has to do. */
function progressOf(state: UnderWay, { telling }: TargetRecord): Progress {
  const { deployment } = state
  const told =
    telling?.deploymentId === deployment.id && telling.standing.phase === state.name ? telling.standing : undefined
  const attempt = state.name === 'reverting' ? state.revert.attempt : deployment.attempt
  const running = told?.running ?? (attempt && isCounted(state) ? attempt.progress.running : undefined)
  const stage = taskWords(state) ?? told?.stage ?? attempt?.progress.stage
  const { bakeMs } = deployment.policy
  const asks = attempt?.asks && !attempt.asks.approved ? attempt.asks.stage : undefined
  return {
    ...(running === undefined ? {} : { running }),
    ...(told?.desired === undefined ? {} : { desired: told.desired }),
    ...(stage === undefined ? {} : { stage: tidy(stage, 200) }),
    ...(state.name === 'proving' && bakeMs > 0 ? { bakesUntil: state.since + bakeMs } : {}),
    ...(asks === undefined ? {} : { asks: tidy(asks, 200) }),
  }
}

function isCounted({ name }: State): boolean {
  return name === 'rolling' || name === 'proving' || name === 'reverting'
}

function taskWords(state: UnderWay): string | undefined {
  if (state.name !== 'preparing' && state.name !== 'finishing') return undefined
  const task = taskPolicy(state.deployment, state.name === 'preparing' ? 'before' : 'after')
  return task && `runs ${commandOf(task)}`
}
