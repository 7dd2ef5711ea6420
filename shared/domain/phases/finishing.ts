import { end } from '../deployment.ts'
import { notice } from '../outbox.ts'
import { provenInWords } from '../proofs.ts'
import type { Deployment, TargetRecord, TaskRun } from '../record.ts'
import { type Context, proceed, type Step } from '../step.ts'
import { commandOf } from '../task-run.ts'
import { noted } from '../timeline.ts'
import { ended, left } from '../turns.ts'
import { type Tasked, taskProgress } from './task-step.ts'

/** The release is proven; what the task after it comes to is told, and changes nothing of the release. */
export function finishing(record: TargetRecord, deployment: Deployment, run: TaskRun, context: Context): Step {
  const { after: task } = deployment.policy
  const proven = provenInWords(deployment)
  if (!task) return finished({ record, deployment }, proven, context)
  const tasked = { record, deployment, run: givenUp(record, run), place: 'after', task } as const
  if (run.intent === undefined && tasked.run.stopping)
    return finished(tasked, `${proven}; the task after it was not run: ${tasked.run.stopping.why}`, context)
  if (record.pending?.command?.kind === 'rollback' && run.id !== undefined && run.refusal !== undefined)
    return failed(tasked, `it cannot be stopped and may run on: ${run.refusal}`, context)
  const progress = taskProgress(tasked, context)
  if (progress.kind === 'step') return progress.step
  if (progress.failure) return failed(progress.tasked, progress.failure.reason, context)
  const done = {
    ...progress.tasked,
    deployment: noted(deployment, context.now, `${commandOf(task)} exited with 0`, 'seen'),
  }
  return finished(done, proven, context)
}

/** A person's rollback does not wait for it; a newer push does, for as long as it may take. */
function givenUp({ pending }: TargetRecord, run: TaskRun): TaskRun {
  const isGivenUp = pending?.command?.kind === 'rollback' && !run.stopping
  return isGivenUp ? { ...run, stopping: { why: 'a rollback was asked for', lastAt: 0 } } : run
}

function failed({ record, deployment, task }: Tasked, why: string, context: Context): Step {
  const { now } = context
  const reason = `the task after the proof (${commandOf(task)}) failed: ${why}`
  const about = {
    notice: 'task-failed' as const,
    id: deployment.id,
    at: now,
    deploymentId: deployment.id,
    images: deployment.goal.images,
  }
  const told = notice(record, { ...about, reason: `${reason}; the release stays` })
  const words = `${provenInWords(deployment)}; ${reason}`
  return finished({ record: told, deployment: noted(deployment, now, reason) }, words, context)
}

function finished(
  { record, deployment }: Pick<Tasked, 'record' | 'deployment'>,
  reason: string,
  { now }: Context,
): Step {
  const about = { outcome: 'succeeded' as const, reason, leaves: left(deployment) }
  return proceed(ended(end(record, deployment, about, now)), reason)
}
