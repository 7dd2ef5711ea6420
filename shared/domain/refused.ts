import { cut, sentenceBound } from './bounds.ts'
import { notice } from './outbox.ts'
import type { TargetRecord } from './record.ts'
import type { Refused } from './remembered.ts'

/** Most refusals a record remembers: whoever follows a command asks within minutes. */
const refusedBound = 5

type Start = Pick<Refused, 'deploymentId' | 'trigger'>

/** A command that was accepted and is not carried out: told, and kept for whoever follows it. It leaves no deployment. */
export function refused(record: TargetRecord, start: Start, reason: string): TargetRecord {
  const { deploymentId, trigger } = start
  const about = { notice: 'refused' as const, id: deploymentId, at: trigger.at, reason, deploymentId }
  return withRefusal(notice(record, about), start, reason)
}

/** Kept without another word: it was told otherwise. */
export function withRefusal(record: TargetRecord, { deploymentId, trigger }: Start, reason: string): TargetRecord {
  const others = (record.refused ?? []).filter((one) => one.deploymentId !== deploymentId)
  const newest = { deploymentId, trigger, reason: cut(reason, sentenceBound) }
  return { ...record, refused: [newest, ...others].slice(0, refusedBound) }
}
