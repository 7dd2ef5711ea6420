import type { StackStop } from './observation.ts'
import type { TargetRecord } from './record.ts'

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
