import { notice } from './outbox.ts'
import type { TargetRecord } from './record.ts'

/** There is one slot for what starts next: who loses it to something newer is told. */
export function displaced(record: TargetRecord, why: string): TargetRecord {
  const { pending, ...rest } = record
  if (!pending || pending.command?.kind === 'repair') return rest
  const { trigger, images, deploymentId } = pending
  if (pending.command) {
    const reason = `not started: ${why} before it could begin`
    return notice(rest, { notice: 'refused', id: deploymentId, at: trigger.at, reason, deploymentId })
  }
  const reason = `pushed and not deployed: ${why} before it could start`
  return notice(rest, { notice: 'not-deployed', id: `displaced:${trigger.id}`, at: trigger.at, reason, images })
}
