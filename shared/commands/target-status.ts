import { frozenNow } from '../domain/frozen.ts'
import { type Millis, shortDigest } from '../domain/image.ts'
import type { StackStop } from '../domain/observation.ts'
import type { Policy } from '../domain/policy.ts'
import type { Pending, State, TargetRecord } from '../domain/record.ts'
import { commandOf, taskPolicy } from '../domain/task-run.ts'
import { tidy } from '../notify/tidy.ts'
import { proofsSoFar } from './proofs-so-far.ts'
import {
  imagesInWords,
  iso,
  summaryOf,
  type ToldImages,
  type ToldTrigger,
  timeWentSoFar,
  toldImages,
  toldTrigger,
} from './told-deployment.ts'

/** A target as it stands. Times are ISO. */
export interface TargetStatus {
  readonly target: string
  readonly phase: string
  /** What is on the target as far as Longshore left it there, in words; `runs` is the same for programs. */
  readonly release: string | null
  readonly runs?: ToldImages
  readonly since: string | null
  readonly deployment?: UnderWay
  /** Why a start has not begun. */
  readonly waitsFor?: string
  /** What is to start next, in words; `next` is the same for programs. */
  readonly pending?: string
  readonly next?: NextStart
  /** Who paused it, since when and why. */
  readonly paused?: string
  /** Until when nothing starts by itself, and by whom where that was a person. */
  readonly frozen?: string
  readonly usurped?: string
  readonly holds: readonly string[]
  /** Commands of the last day that were accepted and could not be carried out when their turn came, newest first. */
  readonly refused?: readonly string[]
  readonly ledger: number
  /** When it is looked at again even if nothing happens. */
  readonly looksAgainAt?: string
  readonly last?: string
}

/** The deployment in progress. */
export interface UnderWay extends ToldTrigger {
  readonly id: string
  readonly startedAt: string
  /** What is rolled out, in words; `images` is the same for programs. */
  readonly to: string
  readonly images: ToldImages
  /** Where a rollout of several steps was last seen. */
  readonly stage?: string
  /** What the last look at each proof came to, while the release is proven. */
  readonly proofs?: readonly string[]
  /** Where its minutes went so far. */
  readonly timeWent: string
}

/** The next start. */
export interface NextStart extends ToldTrigger {
  readonly deploymentId: string
  readonly images: ToldImages
  /** Why it has not begun: `settle` `stopped` `wave` `trouble` `scan` `freeze` `approval`; absent behind a deployment in progress. */
  readonly why?: string
  /** People were asked whether it may begin; what has not begun by then has expired. */
  readonly expiresAt?: string
  /** A freeze keeps it until then. */
  readonly frozenUntil?: string
}

/** What a status is told from. */
export interface Standing {
  readonly policy: Policy
  readonly record: TargetRecord | undefined
  readonly stop: StackStop
  readonly now: Millis
}

export function targetStatus({ policy, record, stop, now }: Standing): TargetStatus {
  const { target } = policy
  const frozen = frozenNow(record ?? {}, policy, stop, now)
  const freeze = frozen ? { frozen: frozen.words } : {}
  if (!record) return { target, phase: 'not seen yet', release: null, since: null, ...freeze, holds: [], ledger: 0 }
  const { state, settledOn, endedAt, wakeAt } = record
  return {
    target,
    phase: state.name,
    release: settledOn ? imagesInWords(toldImages(settledOn.images)) : null,
    ...(settledOn && { runs: toldImages(settledOn.images) }),
    since: endedAt === undefined ? null : iso(endedAt),
    ...underWay(state, now),
    ...(state.name === 'waiting' ? { waitsFor: waits[state.why] } : {}),
    ...next(record),
    ...keptBack(record),
    ...freeze,
    holds: record.holds.map(
      ({ digests, why }) => `${Object.values(digests).map(shortDigest).join(' + ')}: ${tidy(why, 800)}`,
    ),
    ...refusedLately(record, now),
    ledger: record.ledger.length,
    ...(wakeAt !== undefined && { looksAgainAt: iso(wakeAt) }),
  }
}

/** A target in a line: `api: rolling app v1.1.0 (d2c4ac695920); 1 on hold`. */
export function lineOf(status: TargetStatus): string {
  const what = status.deployment
    ? `${status.phase} ${status.deployment.to}${status.deployment.stage ? `, ${status.deployment.stage}` : ''}`
    : `${status.phase}, on ${status.release ?? 'what it had'}`
  const more = [
    status.paused && 'paused',
    status.frozen,
    status.usurped && 'usurped',
    status.holds.length > 0 && `${status.holds.length} on hold`,
  ]
  return `${status.target}: ${[what, ...more.filter(Boolean)].join('; ')}`
}

const waits = {
  settle: 'other pushes',
  stopped: 'a resume',
  wave: 'other targets',
  trouble: 'something that passes by itself',
  scan: 'the scan of its images',
  freeze: 'the end of a freeze',
  approval: 'an approval',
} as const

function underWay(state: State, now: Millis): { readonly deployment?: UnderWay } {
  if (!('deployment' in state)) return {}
  const { deployment } = state
  const images = toldImages(deployment.goal.images)
  return {
    deployment: {
      id: deployment.id,
      ...toldTrigger(summaryOf(deployment.trigger)),
      startedAt: iso(deployment.startedAt),
      to: imagesInWords(images),
      images,
      ...stageOf(state),
      ...proofsSoFar(state, deployment),
      timeWent: timeWentSoFar(state.name, deployment, now),
    },
  }
}

function next({ pending, state }: TargetRecord): { readonly pending?: string; readonly next?: NextStart } {
  if (!pending) return {}
  const images = toldImages(imagesOf(pending))
  return {
    pending: `${pending.deploymentId} ${imagesInWords(images)}`.trim(),
    next: {
      deploymentId: pending.deploymentId,
      ...toldTrigger(summaryOf(pending.trigger)),
      images,
      ...(state.name === 'waiting' && { why: state.why }),
      ...(pending.question && { expiresAt: iso(pending.question.until) }),
      ...(pending.frozen && state.name === 'waiting' && { frozenUntil: iso(pending.frozen.until) }),
    },
  }
}

/** A command that names one image has it, not the pushed ones. */
function imagesOf({ question, command, images }: Pending): Pending['images'] {
  if (question) return question.goal
  return command?.kind === 'redeploy' && command.image ? { image: command.image } : images
}

function keptBack({ stopped, usurped }: TargetRecord): { readonly paused?: string; readonly usurped?: string } {
  const why = stopped?.reason === undefined ? '' : `: ${tidy(stopped.reason, 200)}`
  return {
    ...(stopped && { paused: `by ${tidy(stopped.by, 200)} since ${iso(stopped.at)}${why}` }),
    ...(usurped && { usurped: `since ${iso(usurped.at)}` }),
  }
}

const shownMs = 24 * 60 * 60_000

function refusedLately({ refused = [] }: TargetRecord, now: Millis): { readonly refused?: readonly string[] } {
  const lately = refused.filter(({ trigger }) => now - trigger.at < shownMs)
  const lines = lately.map(({ deploymentId, trigger: { kind, by, at }, reason }) => {
    const who = by === undefined ? '' : ` by ${tidy(by, 200)}`
    return `${deploymentId}, ${kind}${who}, ${iso(at)}: ${tidy(reason, 800)}`
  })
  return lines.length > 0 ? { refused: lines } : {}
}

function stageOf(state: State): { stage?: string } {
  if (!('deployment' in state)) return {}
  const { deployment } = state
  if ('task' in state) {
    const task = taskPolicy(deployment, state.name === 'preparing' ? 'before' : 'after')
    return task ? { stage: `runs ${commandOf(task)}` } : {}
  }
  const { stage } = deployment.attempt.progress
  return stage === undefined ? {} : { stage }
}
