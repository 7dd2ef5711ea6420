import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import type { TargetRecord } from './record.ts'
import { refused } from './refused.ts'
import { endUnstarted } from './unstarted.ts'

/**
 * There is one slot for what starts next: who loses it to something newer is told. What people were asked about ends, as
 * `superseded` by the deployment that takes the slot, or `cancelled` where none does: its question is void.
 */
export function displaced(record: TargetRecord, why: string, now: Millis, successor?: string): TargetRecord {
  const { pending, ...rest } = record
  if (!pending || pending.command?.kind === 'repair') return rest
  if (pending.question) {
    const reason = `not started: ${why} before it could begin; its question is void`
    const outcome = successor === undefined ? 'cancelled' : 'superseded'
    return endUnstarted(record, pending, { outcome, reason, ...(successor ? { successor } : {}) }, now)
  }
  const { trigger, images } = pending
  if (pending.command) return refused(rest, pending, `not started: ${why} before it could begin`)
  const reason = `pushed and not deployed: ${why} before it could start`
  return notice(rest, { notice: 'not-deployed', id: `displaced:${trigger.id}`, at: trigger.at, reason, images })
}
