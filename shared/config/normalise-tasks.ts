import type { Policy, TaskPolicy } from '../domain/policy.ts'
import { parseDuration } from './duration.ts'
import { writtenTarget } from './kinds/written-target.ts'
import type { TargetFile } from './schema.ts'
import type { TaskFile } from './task-file.ts'

const defaultTimeoutMs = 10 * 60_000

/** The tasks of a target, complete. The rules have seen to it that each names a container, or that there is only one. */
export function tasksOf(target: TargetFile): Pick<Policy, 'before' | 'after'> {
  const { before, after } = target
  return {
    ...(before ? { before: { ...taskPolicy(target, before.task), onRevert: before.onRevert ?? 'revert' } } : {}),
    ...(after ? { after: taskPolicy(target, after.task) } : {}),
  }
}

function taskPolicy(target: TargetFile, { container, command, timeout }: TaskFile): TaskPolicy {
  const [only = ''] = Object.keys(writtenTarget(target).containers)
  return { container: container ?? only, command, timeoutMs: parseDuration(timeout ?? '') ?? defaultTimeoutMs }
}
