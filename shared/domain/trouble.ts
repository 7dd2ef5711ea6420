import type { Millis } from './image.ts'
import type { TargetRecord } from './record.ts'

const firstPauseMs = 10_000
const longestPauseMs = 5 * 60_000

/** Notes trouble that passes by itself, and when to try again: doubling pauses with a jitter that differs by target. */
export function withTrouble(
  record: TargetRecord,
  message: string,
  now: Millis,
): { next: TargetRecord; wakeAt: Millis } {
  const count = (record.trouble?.count ?? 0) + 1
  const next = { ...record, trouble: { count, at: now, message } }
  return { next, wakeAt: now + pauseMs(record.target, count) }
}

/** Pause before try `count`: 10 s doubling to five minutes, plus up to a quarter that depends on target and try alone. */
export function pauseMs(target: string, count: number): Millis {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(count - 1, 10))
  return pause + Math.floor((pause / 4) * spread(`${target}:${count}`))
}

function spread(text: string): number {
  let hash = 7
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003
  return hash / 1_000_003
}

/** Sight is back. */
export function withoutTrouble(record: TargetRecord): TargetRecord {
  const { trouble: _past, ...rest } = record
  return rest
}
