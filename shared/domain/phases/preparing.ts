import { end } from '../deployment.ts'
import { withHold } from '../hold.ts'
import { answered, onlyCancels } from '../only-cancels.ts'
import type { Deployment, TargetRecord, TaskRun } from '../record.ts'
import { type Context, proceed, type Step } from '../step.ts'
import { commandOf, type TaskFailure } from '../task-run.ts'
import { noted } from '../timeline.ts'
import { withoutTrouble } from '../trouble.ts'
import { ended, failing } from '../turns.ts'
import { overtakingTask } from './overtaking-task.ts'
import { type Tasked, taskProgress } from './task-step.ts'

/** The task before the rollout must exit with 0; until then nothing of the target is touched. */
export function preparing(record: TargetRecord, deployment: Deployment, run: TaskRun, context: Context): Step {
  const { before: task } = deployment.policy
  if (!task) return proceed(rolls(record, deployment), 'no task is to run before the rollout')
  const taken = overtakingTask(record, deployment, run, context)
  if (taken.kind === 'step') return taken.step
  const tasked = { record: taken.record, deployment, run: taken.run, place: 'before', task } as const
  const progress = taskProgress(tasked, context)
  if (progress.kind === 'step') return progress.step
  if (progress.failure) return failed(progress.tasked, progress.failure, context)
  if (!isCancelled(progress.tasked)) return prepared(progress.tasked, context)
  const reason = 'the task before the rollout had exited with 0 by then and was not undone'
  return failed(progress.tasked, { reason, condemns: false }, context)
}

/** A rollback that ends it has a deployment of its own, which knows what else there is to be done. */
function isCancelled({ run }: Tasked): boolean {
  return run.stopping?.takesBack === true
}

function prepared({ record, deployment, run, task }: Tasked, { now }: Context): Step {
  const done = { ...noted(deployment, now, `${commandOf(task)} exited with 0`, 'seen'), prepared: { at: now } }
  const { carrier } = run
  const attempt = carrier === undefined ? done.attempt : { ...done.attempt, release: { ...done.goal, carrier } }
  const fresh = { ...attempt, progress: { ...attempt.progress, at: now }, seenAt: now }
  return proceed(rolls(withoutTrouble(record, 'calling'), { ...done, attempt: fresh }), 'the task before it ended well')
}

function rolls(record: TargetRecord, deployment: Deployment): TargetRecord {
  return { ...record, state: { name: 'rolling', deployment } }
}

/** Nothing of the target was touched. Images that are to blame are held, as is what was rolled out and failed: their task would fail again. */
function failed(tasked: Tasked, { reason: why, condemns }: TaskFailure, context: Context): Step {
  const { now } = context
  const { record, deployment, run, task } = tasked
  const asked = run.stopping?.cancels ? run.stopping.why : undefined
  const reasons = [`the task before the rollout (${commandOf(task)}) failed: ${why}`]
  const isImages = (asked !== undefined || condemns) && deployment.changed.length > 0
  const byPerson = isCancelled(tasked)
  const holdWhy = asked && !byPerson ? `cancelled: ${asked}` : (asked ?? reasons[0] ?? why)
  const held = isImages ? withHold(record, deployment, holdWhy, now) : record
  if (deployment.inPlaceOf && (!asked || byPerson)) return failing(held, deployment, asked ? [asked] : reasons, context)
  const condemned = { ...noted(deployment, now, `task failed: ${why}`, 'seen'), failure: { at: now, reasons } }
  const leaves = deployment.from ? { leaves: deployment.from } : {}
  const about = asked
    ? { outcome: 'cancelled' as const, reason: `${asked}; ${why}; the target was not touched` }
    : { outcome: 'failed' as const, reason: `nothing was changed on the target: ${reasons[0]}` }
  const rollback = onlyCancels(record, deployment)
  const successor = asked && !byPerson && record.pending && !rollback ? { successor: record.pending.deploymentId } : {}
  const next = end(held, condemned, { ...about, ...leaves, ...successor }, now)
  return proceed(ended(rollback ? answered(next, deployment, rollback) : next), about.reason)
}
