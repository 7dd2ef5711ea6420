import type { RunTaskEffect, StopTaskEffect, TaskPlace } from './effect.ts'
import type { Millis } from './image.ts'
import type { OneOffTask, TaskSight } from './observation.ts'
import type { TaskPolicy } from './policy.ts'
import type { Deployment, TaskRun } from './record.ts'

/** A task that was started may stay invisible for this long, and one that was told to stop is told again after it. */
const answeredWithinMs = 60_000

/** What is to be made of a task that runs once for a deployment. */
export type TaskVerdict =
  | { readonly kind: 'run'; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string }
  | { readonly kind: 'wait'; readonly why: string }
  /** It exited with 0. */
  | { readonly kind: 'done' }
  | ({ readonly kind: 'failed'; readonly log?: string } & TaskFailure)

/** Why a task came to no good end. */
export interface TaskFailure {
  readonly reason: string
  /** The image is to blame: it would fail again. Not so where its host was taken back, or nobody saw its end. */
  readonly condemns: boolean
}

/** Longest command that is repeated in messages. */
const longestCommand = 120

/** A task that is wanted from now on. */
export function freshTask(now: Millis): TaskRun {
  return { from: now, seenAt: now }
}

/** The task of a deployment, by where it stands in it. */
export function taskPolicy({ policy }: Deployment, place: TaskPlace): TaskPolicy | undefined {
  return place === 'before' ? policy.before : policy.after
}

const stands: Readonly<Record<TaskPlace, string>> = { before: 'before the rollout', after: 'after the proof' }

/** `the task before the rollout (npm run migrate)` */
export function taskInWords(deployment: Deployment, place: TaskPlace): string {
  const task = taskPolicy(deployment, place)
  return `the task ${stands[place]}${task ? ` (${commandOf(task)})` : ''}`
}

/** `npm run migrate`; of a long one its beginning. */
export function commandOf({ command }: TaskPolicy): string {
  const words = command.join(' ').replace(/\s+/g, ' ')
  return words.length > longestCommand ? `${words.slice(0, longestCommand - 1)}…` : words
}

/** Whether it may have run, or run still: it was seen, or a call that would start it was not answered with a refusal. */
export function mayHaveRun({ id, intent }: TaskRun): boolean {
  return id !== undefined || (intent !== undefined && !intent.refused)
}

/** Takes in what was seen of the task. Its time begins when it is first known to be there. */
export function withTaskSight(run: TaskRun, { at, task }: TaskSight): TaskRun {
  const seen = { ...run, seenAt: at }
  if (!task || run.id !== undefined) return seen
  return { ...seen, id: task.id, from: at, ...(task.carrier === undefined ? {} : { carrier: task.carrier }) }
}

/** Time without sight is not held against its timeout. */
export function withBlindTask(run: TaskRun, now: Millis): TaskRun {
  return { ...run, seenAt: now, from: run.from + Math.max(0, now - run.seenAt) }
}

/** The intent to run it, saved before the call is made. */
export function withRunIntent(run: TaskRun, now: Millis): TaskRun {
  const { at = now, calls = 0 } = run.intent ?? {}
  return { ...run, intent: { at, lastAt: now, calls: calls + 1 } }
}

/** It is to be stopped, for the first reason that there was. */
export function withStopIntent(run: TaskRun, why: string, now: Millis): TaskRun {
  return { ...run, stopping: { ...(run.stopping ?? { why }), lastAt: now } }
}

export function runTaskEffect(deployment: Deployment, place: TaskPlace, task: TaskPolicy, run: TaskRun): RunTaskEffect {
  const { id: deploymentId, goal, attempt } = deployment
  const carrier = attempt.rollout?.carrier ?? run.carrier
  const release = { images: goal.images, ...(carrier === undefined ? {} : { carrier }) }
  return { kind: 'run-task', deploymentId, place, release, task, again: (run.intent?.calls ?? 1) > 1 }
}

export function stopTaskEffect(deployment: Deployment, place: TaskPlace, run: TaskRun): StopTaskEffect | undefined {
  if (run.id === undefined) return undefined
  return { kind: 'stop-task', deploymentId: deployment.id, place, task: run.id, why: run.stopping?.why ?? '' }
}

/** Judges a task by what was seen of it; `task` is absent when there is none to be seen. */
export function taskVerdict(run: TaskRun, policy: TaskPolicy, task: OneOffTask | undefined, now: Millis): TaskVerdict {
  if (!task) return unseen(run, policy, now)
  if (task.state === 'stopped') return ended(run, task)
  return lasting(run, policy, now)
}

/** A task that has not ended, as far as is known. */
export function lasting(run: TaskRun, policy: TaskPolicy, now: Millis): TaskVerdict {
  if (run.stopping) return stillStopping(run.stopping, now)
  if (isOverdue(run, policy, now)) return { kind: 'stop', why: `it did not end within ${inWords(policy.timeoutMs)}` }
  return { kind: 'wait', why: `${commandOf(policy)} runs` }
}

function stillStopping({ lastAt }: NonNullable<TaskRun['stopping']>, now: Millis): TaskVerdict {
  if (now - lastAt < answeredWithinMs) return { kind: 'wait', why: 'it is being stopped' }
  return { kind: 'stop', why: 'it was told to stop and runs on' }
}

function ended({ stopping }: TaskRun, task: OneOffTask): TaskVerdict {
  const { exitCode, reason = 'it ended without a reason', log, conclusive = false } = task
  if (exitCode === 0) return { kind: 'done' }
  const why = stopping ? `it was stopped${stopping.takesBack ? '' : `: ${stopping.why}`}` : reason
  const condemns = stopping !== undefined || conclusive
  if (!log) return { kind: 'failed', reason: why, condemns }
  return { kind: 'failed', reason: `${why}; its log: ${log.name}`, log: log.link, condemns }
}

/** A task whose end nobody saw may have done half of its work: that counts as a failure. */
function unseen(run: TaskRun, policy: TaskPolicy, now: Millis): TaskVerdict {
  const { intent, id } = run
  if (!intent) return { kind: 'run', why: `runs ${commandOf(policy)}` }
  if (now - intent.lastAt < answeredWithinMs && !intent.refused) return { kind: 'wait', why: 'it is not visible yet' }
  if (id !== undefined) return unknown('its end was not seen, so whether it exited with 0 is not known')
  if (run.stopping) return unknown(`it was never seen: ${run.stopping.why}`)
  if (!isOverdue(run, policy, now)) return { kind: 'run', why: 'nothing is seen of it: runs it again' }
  const within = `within ${inWords(policy.timeoutMs)}`
  if (mayHaveRun(run)) return unknown(`nothing was seen of it ${within}, so whether it ran is not known`)
  return unknown(`it could not be started ${within}`)
}

/** No image is to blame for what nobody saw. */
function unknown(reason: string): TaskVerdict {
  return { kind: 'failed', reason, condemns: false }
}

export function isOverdue({ from }: TaskRun, { timeoutMs }: TaskPolicy, now: Millis): boolean {
  return now >= from + timeoutMs
}

function inWords(ms: Millis): string {
  const minutes = ms / 60_000
  return Number.isInteger(minutes) ? `${minutes} min` : `${Math.round(ms / 1000)} s`
}
