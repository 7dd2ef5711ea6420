import { withinBounds } from './bounds.ts'
import { completed, configured } from './configured.ts'
import type { Effect } from './effect.ts'
import type { Fact } from './fact.ts'
import { fold } from './fold.ts'
import { thawed, withFreezeSeen } from './frozen.ts'
import { goesFirst } from './goes-first.ts'
import type { Millis } from './image.ts'
import { withFollowed } from './marks.ts'
import { withFoundSuccessor } from './named-successor.ts'
import { isProblem, type Observation } from './observation.ts'
import { withResumeSeen } from './paused.ts'
import { finishing } from './phases/finishing.ts'
import { idle } from './phases/idle.ts'
import { preparing } from './phases/preparing.ts'
import { proving } from './phases/proving.ts'
import { reverting } from './phases/reverting.ts'
import { rolling } from './phases/rolling.ts'
import { stuck } from './phases/stuck.ts'
import { waiting } from './phases/waiting.ts'
import type { Policy } from './policy.ts'
import { withProgressTold } from './progress.ts'
import type { TargetRecord } from './record.ts'
import { expired, withQuestionClosed } from './start-question.ts'
import type { Context, Step } from './step.ts'
import { taskToStop } from './task-left.ts'
import { pauseMs, withoutTrouble, withTrouble } from './trouble.ts'
import { wakeAtFor } from './wake.ts'
import { inItsVersion, versionFor } from './written-version.ts'

/** Everything a decision rests on. */
export interface Question {
  /** Undefined at first sight. */
  readonly record: TargetRecord | undefined
  readonly policy: Policy
  readonly facts: readonly Fact[]
  readonly observation: Observation
  readonly now: Millis
}

export interface Decision {
  readonly next: TargetRecord
  /** To be done after `next` was saved; convergent ones first, announcements after. */
  readonly effects: readonly Effect[]
  /** Why, in a sentence. */
  readonly reason: string
  /** When to look again; at or before now means at once, with what `needsOf(next)` asks for. Undefined: when something happens. */
  readonly wakeAt?: Millis
  /** Ids of facts that may leave the inbox once `next` was saved. */
  readonly done: readonly string[]
}

/** Most phases one decision passes through; a longer chain goes on in the next. */
const chainBound = 12

/**
 * Decides what a target's record becomes and what is to be done about it. Pure and total: no I/O, no clock, no randomness,
 * never throws. Deciding again on the result with the same observation changes nothing but what time changes.
 */
export function decide({ record, policy, facts, observation, now }: Question): Decision {
  const context: Context = { policy, observation, now }
  const learned = withLearned(record ?? blankRecord(policy.target), observation)
  const known = thawed(configured(completed(learned, policy, observation), policy, now), now)
  const folded = fold(known, facts, context)
  const seen = withResumeSeen(withRegistrySeen(folded.record, observation), observation)
  const before = withFreezeSeen(withFollowed(seen, policy), context)
  const { step, reasons } = withQuestionsEnded(before, chained(before, context), context)
  const left = folded.isUnasked ? registryTrouble(step.next, observation, now) : undefined
  const isTheirTurn = folded.isBehind && !goesFirst(step.next, context)
  const shown = withProgressTold(withFoundSuccessor(learned, left?.next ?? step.next), policy, observation, now)
  const next = inItsVersion(withinBounds(shown))
  const stop = known.state.name === 'idle' ? taskToStop(learned, 'its deployment was given up') : undefined
  const effects: Effect[] = [
    ...(stop ? [stop] : []),
    ...step.effects,
    ...next.outbox.map((announcement) => ({ kind: 'announce' as const, announcement })),
    ...(next.telling?.waiting ? [{ kind: 'tell' as const, progress: next.telling.waiting }] : []),
  ]
  const wakeAt = wakeAtFor(step, next, now, isTheirTurn ? now : left?.wakeAt)
  const { wakeAt: _old, ...rest } = next
  const waking = wakeAt === undefined ? {} : { wakeAt }
  return { next: { ...rest, ...waking }, effects, reason: reasons.join('; '), done: folded.done, ...waking }
}

function withRegistrySeen(record: TargetRecord, { registry, candidates }: Observation): TargetRecord {
  const isSeen = !isProblem(registry) && (registry ?? candidates) !== undefined
  return isSeen ? withoutTrouble(record, 'registry') : record
}

/** Pushes wait in the inbox for a registry that cannot be asked. */
function registryTrouble(record: TargetRecord, { registry }: Observation, now: Millis): ReturnType<typeof withTrouble> {
  const isOther = record.trouble !== undefined && record.trouble.what !== 'registry'
  if (!isProblem(registry) || isOther) return { next: record, wakeAt: now + pauseMs(record.target, 1) }
  return withTrouble(record, 'registry', registry.message, now)
}

/** The record of a target never seen before. */
export function blankRecord(target: string): TargetRecord {
  return {
    version: versionFor({ state: { name: 'idle' } }),
    target,
    state: { name: 'idle' },
    mark: {},
    ledger: [],
    holds: [],
    outbox: [],
    folded: [],
    ours: [],
    manifests: {},
  }
}

/** What need not be looked up again: children of indexes, and the digests of a rollout that is not ours. */
function withLearned(record: TargetRecord, { platform }: Observation): TargetRecord {
  if (!platform || isProblem(platform)) return record
  const leading = platform.rollouts.find((rollout) => rollout.leading)
  const isOurs = record.ours.some((mine) => mine.carrier === leading?.carrier)
  const isNew = leading?.state === 'completed' && !isOurs && record.resolved?.rollout !== leading.id
  return {
    ...record,
    ...(platform.manifests ? { manifests: { ...record.manifests, ...platform.manifests } } : {}),
    ...(isNew && leading.digests ? { resolved: { rollout: leading.id, digests: leading.digests } } : {}),
  }
}

interface Chained {
  readonly step: Step
  readonly reasons: readonly string[]
}

function chained(record: TargetRecord, context: Context): Chained {
  const reasons: string[] = []
  let step = phaseStep(record, context)
  reasons.push(step.reason)
  for (let length = 1; step.goOn === 'decide' && length < chainBound; length += 1) {
    step = phaseStep(step.next, context)
    reasons.push(step.reason)
  }
  return { step, reasons }
}

/** What people were asked about ends, and is told, when its time is over or nothing is to start any more. */
function withQuestionsEnded(before: TargetRecord, made: Chained, context: Context): Chained {
  const { step, reasons } = made
  const closed = { ...step, next: withQuestionClosed(before, step.next, reasons.join('; '), context.now) }
  const over = step.goOn === 'wait' ? expired(closed.next, step.reason, context.now) : undefined
  if (!over) return { step: closed, reasons }
  if (over.state.name !== 'waiting') return { step: { ...closed, next: over }, reasons }
  const rest = chained(over, context)
  return { step: rest.step, reasons: [...reasons, ...rest.reasons] }
}

function phaseStep(record: TargetRecord, context: Context): Step {
  const { state } = record
  switch (state.name) {
    case 'idle':
      return idle(record, context)
    case 'waiting':
      return waiting(record, state, context)
    case 'preparing':
      return preparing(record, state.deployment, state.task, context)
    case 'rolling':
      return rolling(record, state.deployment, context)
    case 'proving':
      return proving(record, state.deployment, state.since, context)
    case 'finishing':
      return finishing(record, state.deployment, state.task, context)
    case 'reverting':
      return reverting(record, state.deployment, state.revert, context)
    case 'stuck':
      return stuck(record, state, context)
  }
}
