import { end } from './deployment.ts'
import type { Effect } from './effect.ts'
import type { Millis } from './image.ts'
import type { TargetRecord } from './record.ts'
import { outboxMs } from './wake.ts'

/**
 * A target that is no longer configured: what is in progress ends `cancelled`, nothing starts any more, and what the record
 * remembers stays (a prune must know which images a ledger still names).
 */
export function withdraw(
  record: TargetRecord,
  now: Millis,
): { readonly next: TargetRecord; readonly effects: readonly Effect[] } {
  const {
    pending: _dropped,
    wakeAt: _none,
    unproven: _unseen,
    ...rest
  } = leftAlone(record, 'the target was taken out of the configuration', now)
  const next = rest.outbox.length > 0 ? { ...rest, wakeAt: now + outboxMs } : rest
  return { next, effects: next.outbox.map((announcement) => ({ kind: 'announce', announcement })) }
}

/** Ends what is in progress without touching the target. */
export function leftAlone(record: TargetRecord, why: string, now: Millis): TargetRecord {
  const { state } = record
  if (!('deployment' in state) || state.name === 'stuck') return { ...record, state: { name: 'idle' } }
  const about = { outcome: 'cancelled' as const, reason: `${why}; what is on it was left as it is` }
  return end(record, state.deployment, about, now)
}
