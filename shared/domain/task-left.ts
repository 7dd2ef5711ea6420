import type { StopTaskEffect } from './effect.ts'
import { notice } from './outbox.ts'
import type { State, TargetRecord } from './record.ts'
import { mayHaveRun, stopTaskEffect, taskInWords, withStopIntent } from './task-run.ts'

type Tasked = Extract<State, { name: 'preparing' | 'finishing' }>

/** A deployment that is given up before its rollout leaves a task that nobody would look after. */
export function taskToStop({ state }: TargetRecord, why: string): StopTaskEffect | undefined {
  if (state.name !== 'preparing') return undefined
  return stopTaskEffect(state.deployment, 'before', withStopIntent(state.task, why, state.task.seenAt))
}

/** What becomes of the task of a deployment that is given up, in words. */
export function taskLeft({ name, deployment, task: run }: Tasked): string {
  const task = taskInWords(deployment, name === 'preparing' ? 'before' : 'after')
  if (!mayHaveRun(run)) return `${task} was not run`
  if (run.id === undefined) return `whether ${task} runs is not known`
  return name === 'preparing' ? `${task}, ${run.id}, is told to stop` : `${task}, ${run.id}, runs on by itself`
}

/** Nobody asks again for a task of a deployment that has ended: a person has to. */
export function toldRunsOn(
  record: TargetRecord,
  { deploymentId, task }: StopTaskEffect,
  why: string,
  at: number,
): TargetRecord {
  const reason = `the task ${task} could not be stopped: ${why}; if it runs, it can be stopped by hand`
  return notice(record, { notice: 'task-failed', id: `${deploymentId}:runs-on`, at, reason, deploymentId })
}
