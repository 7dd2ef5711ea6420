import type { Deployment, TargetRecord, TaskRun } from '../record.ts'
import type { Context, Step } from '../step.ts'
import { overtakingRollout } from './overtaking.ts'

/** What a pending start does to a deployment whose task runs: it takes its place now, or the task goes on (to its end, or to be stopped). */
export type OvertakingTask =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'goes-on'; readonly record: TargetRecord; readonly run: TaskRun }

/**
 * A task that was begun must be seen to have ended before anything takes the deployment's place. A newer push lets it end by
 * itself, since half a migration is worse than one too many; a person's rollback stops it.
 */
export function overtakingTask(
  record: TargetRecord,
  deployment: Deployment,
  run: TaskRun,
  context: Context,
): OvertakingTask {
  const taken = overtakingRollout(record, deployment, context)
  if (taken.kind === 'goes-on') return { kind: 'goes-on', record: taken.record, run }
  if (run.intent === undefined || taken.step.goOn === 'observe') return taken
  const isStopped = record.pending?.command?.kind === 'rollback' && !run.stopping
  const stopping = { why: 'a rollback was asked for', cancels: true, lastAt: 0 } as const
  return { kind: 'goes-on', record, run: isStopped ? { ...run, stopping } : run }
}
