import { seenAtRest } from '../at-rest.ts'
import { isProblem } from '../observation.ts'
import type { TargetRecord } from '../record.ts'
import { type Context, proceed, type Step, wait } from '../step.ts'

/** Nothing is in progress: start what waits, learn what is proven, notice what was changed behind our back. */
export function idle(record: TargetRecord, context: Context): Step {
  const { now, observation } = context
  if (record.pending)
    return proceed({ ...record, state: { name: 'waiting', since: now, why: 'settle' } }, 'something is to start')
  const { platform } = observation
  if (!platform || isProblem(platform)) return wait(record, platform?.message ?? 'at rest')
  const seen = seenAtRest(record, platform, context)
  if (!seen.repair) return wait(seen.record, seen.reason)
  const pending = seen.repair
  return proceed({ ...seen.record, pending, state: { name: 'waiting', since: now, why: 'settle' } }, seen.reason)
}
