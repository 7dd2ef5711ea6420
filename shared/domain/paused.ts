import type { StackStop } from './observation.ts'
import type { TargetRecord } from './record.ts'
import type { Context } from './step.ts'

/** What keeps everything from starting by itself until a resume, in words: `api is paused by alice (incident 7)`. */
export function pausedNow(
  { stopped, target }: Pick<TargetRecord, 'stopped' | 'target'>,
  stack: StackStop | undefined,
): string | undefined {
  const stop = stopped ?? (stack?.stopped ? stack : undefined)
  if (!stop) return undefined
  const what = stopped ? target : 'the whole stack'
  return `${what} is paused${stop.by ? ` by ${stop.by}` : ''}${stop.reason ? ` (${stop.reason})` : ''}`
}

/** A start that was kept waits behind nothing once the pause is over: another pause is told, and its days are counted, anew. */
export function withResumeSeen(record: TargetRecord, { stackStop }: Context['observation']): TargetRecord {
  const { pending } = record
  if (!pending?.stopped || !stackStop || pausedNow(record, stackStop) !== undefined) return record
  const { stopped: _over, ...rest } = pending
  return { ...record, pending: rest }
}
