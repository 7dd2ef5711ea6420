import type { TaskPlace } from '../effect.ts'
import { isProblem, type Problem, passesByItself, type TaskSight } from '../observation.ts'
import type { TaskPolicy } from '../policy.ts'
import type { Deployment, State, TargetRecord, TaskRun } from '../record.ts'
import { act, type Context, lookAgain, type Step, wait } from '../step.ts'
import { toldStopping } from '../stopping-told.ts'
import {
  commandOf,
  isOverdue,
  lasting,
  mayHaveRun,
  runTaskEffect,
  stopTaskEffect,
  type TaskFailure,
  type TaskVerdict,
  taskVerdict,
  withBlindTask,
  withRunIntent,
  withStopIntent,
  withTaskSight,
} from '../task-run.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble, withTrouble } from '../trouble.ts'

/** A deployment whose task is wanted, runs, or is being stopped. */
export interface Tasked {
  readonly record: TargetRecord
  readonly deployment: Deployment
  readonly run: TaskRun
  readonly place: TaskPlace
  readonly task: TaskPolicy
}

/** The task goes on, or it has ended. */
export type TaskProgress =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'ended'; readonly tasked: Tasked; readonly failure?: TaskFailure }

/** What is to be done about the task of a deployment: run it, stop it, wait; or how it ended. */
export function taskProgress(tasked: Tasked, context: Context): TaskProgress {
  const { record, run } = tasked
  if (run.refusal !== undefined && run.id === undefined) return failedWith(tasked, refusedOf(run, run.refusal))
  if (run.intent === undefined) return judged(tasked, { kind: 'run', why: `runs ${commandOf(tasked.task)}` }, context)
  const { task: sight } = context.observation
  if (isProblem(sight)) return blind(tasked, sight, context)
  if (!sight || !isOf(tasked, sight)) return { kind: 'step', step: lookAgain(record, 'the task must be seen first') }
  const seen = { ...tasked, run: withTaskSight(run, sight), record: withoutTrouble(record, 'seeing') }
  return judged(seen, taskVerdict(seen.run, tasked.task, sight.task, context.now), context)
}

/** What was seen may be the task of a deployment that has ended meanwhile. */
function isOf({ deployment, place }: Tasked, sight: TaskSight): boolean {
  return sight.deploymentId === deployment.id && sight.place === place
}

function failedWith(tasked: Tasked, reason: string): TaskProgress {
  return { kind: 'ended', tasked, failure: { reason, condemns: false } }
}

/** An earlier call may have gone through, although the last one was refused or nobody can look. */
function refusedOf(run: TaskRun, why: string): string {
  return mayHaveRun(run) ? `${why}; whether it ran, or runs still, is not known` : why
}

function blind(tasked: Tasked, problem: Problem, context: Context): TaskProgress {
  const { run, task } = tasked
  const { message } = problem
  const { now } = context
  const passes = passesByItself(problem)
  const isDue = !passes && (run.stopping !== undefined || isOverdue(run, task, now))
  if (isDue && !isAwaited(run, problem)) return failedWith(tasked, refusedOf(run, message))
  const { next, wakeAt } = withTrouble(tasked.record, 'seeing', message, now)
  const troubled = { ...tasked, record: next, run: passes ? withBlindTask(run, now) : run }
  const verdict = isDue ? lasting(run, task, now) : undefined
  if (verdict?.kind === 'stop') return stoppedUnseen(troubled, verdict.why, message, context)
  return { kind: 'step', step: wait(withRun(troubled), message, wakeAt) }
}

/** What may run is waited for while a permission can show it again: beside it nothing else may be started. */
function isAwaited(run: TaskRun, { cause }: Problem): boolean {
  return cause === 'denied' && mayHaveRun(run)
}

/** It is told to stop although nobody can see whether it does, and a person is told. */
function stoppedUnseen(tasked: Tasked, why: string, message: string, context: Context): TaskProgress {
  const isFirst = !tasked.run.stopping?.lastAt
  const about = `should have ended and cannot be seen: ${message}`
  const record = isFirst ? toldStopping(tasked, about, context.now) : tasked.record
  return { kind: 'step', step: stops({ ...tasked, record }, why, context) }
}

function judged(tasked: Tasked, verdict: TaskVerdict, context: Context): TaskProgress {
  switch (verdict.kind) {
    case 'run':
      return { kind: 'step', step: runs(tasked, verdict.why, context) }
    case 'stop':
      return { kind: 'step', step: stops(tasked, verdict.why, context) }
    case 'wait':
      return { kind: 'step', step: wait(withRun(tasked), verdict.why) }
    case 'done':
      return { kind: 'ended', tasked }
    case 'failed':
      return { kind: 'ended', tasked: withLog(tasked, verdict.log, context), failure: verdict }
  }
}

function runs(tasked: Tasked, why: string, { now }: Context): Step {
  const run = withRunIntent(tasked.run, now)
  const first = run.intent?.calls === 1
  const what = `asked the platform to run ${commandOf(tasked.task)} ${first ? inPlace[tasked.place] : 'again'}`
  const deployment = noted(tasked.deployment, now, what, 'acted')
  const next = withRun({ ...tasked, deployment, run })
  return act(next, [runTaskEffect(deployment, tasked.place, tasked.task, run)], why)
}

const inPlace: Readonly<Record<TaskPlace, string>> = { before: 'before the rollout', after: 'after the proof' }

/** Addresses are long: the reason names the log, the timeline has its address. */
function withLog(tasked: Tasked, log: string | undefined, { now }: Context): Tasked {
  return log === undefined ? tasked : { ...tasked, deployment: noted(tasked.deployment, now, `its log: ${log}`) }
}

/** What was never seen has no id to be stopped by: it is told as soon as it is seen. */
function stops(tasked: Tasked, why: string, { now }: Context): Step {
  const run = withStopIntent(tasked.run, why, now)
  const effect = stopTaskEffect(tasked.deployment, tasked.place, run)
  const isFirst = !tasked.run.stopping?.lastAt
  const what = `stops the task: ${run.stopping?.why ?? why}`
  const deployment = isFirst ? noted(tasked.deployment, now, what, 'acted') : tasked.deployment
  return act(withRun({ ...tasked, deployment, run }), effect ? [effect] : [], why)
}

/** The record with the deployment and its task as they are now. */
function withRun({ record, deployment, run, place }: Tasked): TargetRecord {
  const state: State =
    place === 'before' ? { name: 'preparing', deployment, task: run } : { name: 'finishing', deployment, task: run }
  return { ...record, state }
}
