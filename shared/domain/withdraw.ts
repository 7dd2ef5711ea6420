import { end } from './deployment.ts'
import { displaced } from './displaced.ts'
import type { Effect } from './effect.ts'
import type { Fact } from './fact.ts'
import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import { provenInWords } from './proofs.ts'
import type { TargetRecord } from './record.ts'
import { refused } from './refused.ts'
import { taskLeft, taskToStop } from './task-left.ts'
import { outboxMs } from './wake.ts'
import { inItsVersion } from './written-version.ts'

const why = 'the target was taken out of the configuration'

/**
 * A target that is no longer configured: what is in progress ends `cancelled`, what was to start is told, and nothing starts any
 * more. The ledger and the holds stay (a prune must know which images a ledger still names); what the target is seen against is
 * forgotten, so that configuring it again is a first sight.
 */
export function withdraw(
  record: TargetRecord,
  facts: readonly Fact[],
  now: Millis,
): { readonly next: TargetRecord; readonly effects: readonly Effect[] } {
  const ended = displaced(leftAlone(toldInbox(record, facts), why, now), why, now)
  const { wakeAt: _none, unproven: _unseen, followed: _under, settledOn: _rested, usurped: _by, ...rest } = ended
  const forgotten = inItsVersion({ ...rest, mark: {} })
  const next = rest.outbox.length > 0 ? { ...forgotten, wakeAt: now + outboxMs } : forgotten
  const stop = taskToStop(record, why)
  const tells = next.outbox.map((announcement) => ({ kind: 'announce' as const, announcement }))
  return { next, effects: [...(stop ? [stop] : []), ...tells] }
}

/** What waits in the inbox will never be taken in. */
function toldInbox(record: TargetRecord, facts: readonly Fact[]): TargetRecord {
  return facts.filter((fact) => !record.folded.includes(fact.id)).reduce(toldFact, record)
}

function toldFact(record: TargetRecord, fact: Fact): TargetRecord {
  const { at } = fact
  if (fact.kind === 'push') {
    const { tag } = fact
    const about = { notice: 'not-deployed' as const, id: `withdrawn:${fact.id}`, at }
    return notice(record, { ...about, reason: `${tag} was pushed and not deployed: ${why}` })
  }
  if (fact.kind !== 'redeploy' && fact.kind !== 'rollback' && fact.kind !== 'promote') return record
  const { deploymentId, kind, id, by } = fact
  return refused(record, { deploymentId, trigger: { kind, id, at, by } }, `not started: ${why}`)
}

/** Ends what is in progress without touching the target. What is proven by then has succeeded. */
export function leftAlone(record: TargetRecord, because: string, now: Millis): TargetRecord {
  const { state } = record
  if (!('deployment' in state) || state.name === 'stuck') return { ...record, state: { name: 'idle' } }
  const reason = `${because}; what is on it was left as it is`
  if (state.name === 'finishing') {
    const about = {
      outcome: 'succeeded' as const,
      reason: `${provenInWords(state.deployment)}; ${because}; ${taskLeft(state)}`,
    }
    return end(record, state.deployment, about, now)
  }
  const tasked = state.name === 'preparing' ? `; ${taskLeft(state)}` : ''
  return end(record, state.deployment, { outcome: 'cancelled', reason: `${reason}${tasked}` }, now)
}
