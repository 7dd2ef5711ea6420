import type { PushFact } from './fact.ts'
import { frozenNow } from './frozen.ts'
import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import type { TargetRecord } from './record.ts'
import type { Context } from './step.ts'

/**
 * Whether what a person asked for loses its place to no push: going back is never kept, and what overrides a freeze goes before
 * what the freeze keeps. A push would take its place only to be kept itself.
 */
export function goesFirst(record: TargetRecord, { policy, observation, now }: Context): boolean {
  const { trigger } = record.pending ?? {}
  if (!trigger) return false
  if (trigger.kind === 'rollback') return true
  return trigger.override !== undefined && frozenNow(record, policy, observation.stackStop, now) !== undefined
}

/** People answer in their own time: the newest push that waits for what they are asked about is told, once. */
export function toldBehind(record: TargetRecord, pushes: readonly PushFact[], now: Millis): TargetRecord {
  const { pending } = record
  const newest = pushes.toSorted((a, b) => a.at - b.at).at(-1)
  if (!pending?.question || !newest || pending.question.follower === newest.id) return record
  const why = `${pending.deploymentId} goes first, which overrides the freeze and waits for an approval`
  const about = { notice: 'not-deployed' as const, id: `behind:${newest.id}`, at: now }
  const told = notice(record, { ...about, reason: `${newest.tag} was pushed and not deployed: ${why}` })
  return { ...told, pending: { ...pending, question: { ...pending.question, follower: newest.id } } }
}
