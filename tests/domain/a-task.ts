import type { OneOffTask, TaskSight } from '../../shared/domain/observation.ts'
import type { BeforeTask, Policy, TaskPolicy } from '../../shared/domain/policy.ts'
import type { Deployment, TargetRecord, TaskRun } from '../../shared/domain/record.ts'
import { aDeployment, anAttempt, aPolicy, entry, freshOf, inFlight, minute, release, t0 } from './a-world.ts'

export const migrate: BeforeTask = {
  container: 'app',
  command: ['npm', 'run', 'migrate'],
  timeoutMs: 10 * minute,
  onRevert: 'revert',
}

export const warmUp: TaskPolicy = { container: 'app', command: ['warm-up'], timeoutMs: 10 * minute }

export const log = '/ecs/api app/app/2'

export function taskPolicy(more: Partial<Policy> = {}): Policy {
  return aPolicy({ before: migrate, after: warmUp, ...more })
}

/** Called and answered a minute ago, at `t0`. */
export function aRun(more: Partial<TaskRun> = {}): TaskRun {
  return { from: t0, seenAt: t0, intent: { at: t0, lastAt: t0, calls: 1 }, id: 'task-2', carrier: 'td:2', ...more }
}

/** Wanted since `t0`, not called yet. */
export const wanted: TaskRun = { from: t0, seenAt: t0 }

export function preparingRecord(
  task: TaskRun,
  deployment: Partial<Deployment> = {},
  more: Partial<TargetRecord> = {},
): TargetRecord {
  const attempt = freshOf(2)
  return inFlight(
    { name: 'preparing', task, deployment: aDeployment(2, { attempt, policy: taskPolicy(), ...deployment }) },
    more,
  )
}

/** Image 2 is proven, and so in the ledger. */
export function finishingRecord(task: TaskRun, more: Partial<TargetRecord> = {}): TargetRecord {
  const attempt = anAttempt(2, { everHealthy: true, progress: { running: 2, at: t0 } })
  const deployment = aDeployment(2, { attempt, policy: taskPolicy() })
  return inFlight(
    { name: 'finishing', task, deployment },
    { ledger: [entry(2, { release: release(2) }), entry(1)], ...more },
  )
}

/** What is seen of the task a minute after `t0`. */
export function sight(task?: Partial<OneOffTask>, at = t0 + minute, place: TaskSight['place'] = 'before'): TaskSight {
  const of = { deploymentId: 'deployment-2', place }
  return {
    kind: 'seen',
    at,
    ...of,
    ...(task ? { task: { id: 'task-2', carrier: 'td:2', state: 'running', ...task } } : {}),
  }
}

export const exited = (exitCode: number, place: TaskSight['place'] = 'before'): TaskSight =>
  sight(
    {
      state: 'stopped',
      exitCode,
      reason: `container app exited with code ${exitCode}`,
      conclusive: true,
      log: { name: log, link: 'https://logs.example/app' },
    },
    t0 + minute,
    place,
  )
