import type { FreezeWindow, Policy } from '../domain/policy.ts'
import { parseDuration } from './duration.ts'
import { freezeTime } from './freeze-time.ts'
import type { TargetFile } from './schema.ts'
import type { FreezeWindowFile } from './start-file.ts'

/** What keeps a start waiting for a person or a time. What is not asked for leaves no trace in the policy. */
export function startOf({
  approve,
  freeze = [],
  afterFreeze,
}: Pick<TargetFile, 'approve' | 'freeze' | 'afterFreeze'>): Pick<Policy, 'approve' | 'freeze' | 'afterFreeze'> {
  const withinMs = approve ? parseDuration(approve.within) : undefined
  const windows = freezeWindows(freeze)
  return {
    ...(withinMs === undefined ? {} : { approve: { withinMs } }),
    ...(windows.length > 0 ? { freeze: windows } : {}),
    ...(afterFreeze === 'approve' ? { afterFreeze } : {}),
  }
}

/** Those whose ends are of one kind. */
export function freezeWindows(written: readonly FreezeWindowFile[]): FreezeWindow[] {
  return written.flatMap(({ from, to, zone }) => {
    const [begins, ends] = [freezeTime(from), freezeTime(to)]
    if (!begins || !ends || begins.every !== ends.every) return []
    return [{ every: begins.every, from: begins.minute, to: ends.minute, zone }]
  })
}
