import { attemptOf } from './attempt.ts'
import type { AppliedResult, RefusedResult, Result, TaskStartedResult } from './effect.ts'
import { withRollout } from './evidence.ts'
import type { Millis } from './image.ts'
import { ourCarrier, withOurs } from './ours.ts'
import type { Attempt, Deployment, Intent, Revert, TargetRecord, TaskRun } from './record.ts'
import { toldStopping } from './stopping-told.ts'
import { withoutTrouble, withTrouble } from './trouble.ts'
import { earliest, outboxMs } from './wake.ts'

/**
 * Takes into the record what came of its effects. A result that no longer fits (another worker went on) changes nothing.
 * A refusal that waiting does not mend is decided on at once.
 */
export function acknowledge(record: TargetRecord, results: readonly Result[], now: Millis): TargetRecord {
  let next = record
  for (const result of results) next = withResult(next, result, now)
  return next
}

function withResult(record: TargetRecord, result: Result, now: Millis): TargetRecord {
  switch (result.kind) {
    case 'announced':
      return { ...record, outbox: record.outbox.filter((waiting) => waiting.id !== result.id) }
    case 'told':
      return withTold(record, result.id)
    case 'applied':
      return withApplied(record, result, now)
    case 'task-started':
      return withTaskStarted(record, result, now)
    case 'task-stopping':
      return withStopping(record, result.deploymentId)
    case 'refused':
      return withRefused(record, result, now)
  }
}

function withTold(record: TargetRecord, id: string): TargetRecord {
  if (record.telling?.waiting?.id !== id) return record
  const { waiting: _told, ...telling } = record.telling
  return { ...record, telling }
}

function withApplied(record: TargetRecord, result: AppliedResult, now: Millis): TargetRecord {
  const { rollout, deploymentId } = result
  const attempted = onAttempt(record, deploymentId, (attempt) => withRollout(attempt, rollout))
  if (!attempted) return record
  const { state } = attempted
  const attempt = attemptOf(state)
  const { trouble: _past, ...freed } = attempted
  const mine = attempt ? withOurs(freed, ourCarrier(rollout.carrier, deploymentId, attempt, now)) : freed
  if (state.name !== 'reverting' || !result.differences) return mine
  return { ...mine, state: { ...state, revert: { ...state.revert, differences: result.differences } } }
}

function withTaskStarted(record: TargetRecord, result: TaskStartedResult, now: Millis): TargetRecord {
  const { task: id, carrier, place } = result
  const phase = place === 'before' ? 'preparing' : 'finishing'
  if (record.state.name !== phase) return record
  const started = onTask(record, result.deploymentId, (run) => ({ ...run, id, carrier, from: now }))
  return started ? withoutTrouble(started, 'calling') : record
}

/** It heeds being told to stop; that it has stopped is to be seen. */
function withStopping(record: TargetRecord, deploymentId: string): TargetRecord {
  const heeded = onTask(record, deploymentId, ({ refusal: _past, ...run }) => run)
  return withoutTrouble(heeded ?? record, 'calling')
}

/** A call that was cut off may have gone through all the same: only an answer says that nothing was done. */
function withRefused(record: TargetRecord, result: RefusedResult, now: Millis): TargetRecord {
  const { cause, message } = result
  const passes = cause === 'throttled' || cause === 'unavailable'
  const didNothing = cause !== 'unavailable'
  if (result.ofStep) return withStepRefused(record, result, now)
  const refused = <T extends Refusable>(called: T): T => ({
    ...called,
    ...(called.intent && didNothing ? { intent: { ...called.intent, refused: true } } : {}),
    ...(passes ? {} : { refusal: message }),
  })
  const stopRefused = withStopRefused(record, result, now)
  if (stopRefused) return stopRefused
  const attempted = onAttempt(record, result.deploymentId, refused) ?? onTask(record, result.deploymentId, refused)
  if (!attempted) return record
  if (!passes) return { ...attempted, wakeAt: now }
  return withCallTrouble(attempted, message, now)
}

/**
 * Of a task that was started, only stopping it can be refused. It is waited for all the same until it is seen to have ended,
 * since nothing may be started beside it; a person is told once, and then as of any trouble that lasts.
 */
function withStopRefused(record: TargetRecord, result: RefusedResult, now: Millis): TargetRecord | undefined {
  const { state } = record
  const isTasked = state.name === 'preparing' || state.name === 'finishing'
  if (!isTasked || state.deployment.id !== result.deploymentId || state.task.id === undefined) return undefined
  const { deployment, task: run } = state
  const { cause, message } = result
  if (cause === 'throttled' || cause === 'unavailable') return withCallTrouble(record, message, now)
  const refused = { ...record, state: { ...state, task: { ...run, refusal: message } } }
  const place = state.name === 'preparing' ? 'before' : 'after'
  const told = { record: refused, deployment, run, place } as const
  const next = run.refusal === undefined ? toldStopping(told, `cannot be stopped: ${message}`, now) : refused
  return withCallTrouble(next, message, now)
}

/** Somebody may have taken the step already: what is seen a minute later tells whether it matters. */
function withStepRefused(
  record: TargetRecord,
  { deploymentId, cause, message }: RefusedResult,
  now: Millis,
): TargetRecord {
  const passes = cause === 'throttled' || cause === 'unavailable'
  const attempted = onAttempt(record, deploymentId, ({ led, ...attempt }) => ({
    ...attempt,
    ...(led ? { led: passes ? led : { ...led, refusal: message } } : {}),
  }))
  if (!attempted) return record
  return passes ? withCallTrouble(attempted, message, now) : attempted
}

function withCallTrouble(record: TargetRecord, message: string, now: Millis): TargetRecord {
  const { next, wakeAt } = withTrouble(record, 'calling', message, now)
  return { ...next, wakeAt: earliest([wakeAt, next.outbox.length > 0 ? now + outboxMs : undefined]) ?? wakeAt }
}

/** What may be refused: a rollout, or a task. */
interface Refusable {
  readonly intent?: Intent
  readonly refusal?: string
}

/** Changes the task that a result belongs to; undefined when the record has moved on. */
function onTask(
  record: TargetRecord,
  deploymentId: string,
  change: (run: TaskRun) => TaskRun,
): TargetRecord | undefined {
  const { state } = record
  const isTasked = state.name === 'preparing' || state.name === 'finishing'
  if (!isTasked || state.deployment.id !== deploymentId) return undefined
  return { ...record, state: { ...state, task: change(state.task) } }
}

/** Changes the attempt that a result belongs to; undefined when the record has moved on. */
function onAttempt(
  record: TargetRecord,
  deploymentId: string,
  change: (attempt: Attempt) => Attempt,
): TargetRecord | undefined {
  const { state } = record
  if (state.name === 'rolling' && state.deployment.id === deploymentId) {
    const deployment: Deployment = { ...state.deployment, attempt: change(state.deployment.attempt) }
    return { ...record, state: { ...state, deployment } }
  }
  if (state.name !== 'reverting' || state.deployment.id !== deploymentId || !state.revert.attempt) return undefined
  const revert: Revert = { ...state.revert, attempt: change(state.revert.attempt) }
  return { ...record, state: { ...state, revert } }
}
