import type { Millis } from './image.ts'
import { notice } from './outbox.ts'
import type { TargetRecord } from './record.ts'
import type { Trouble } from './remembered.ts'

const firstPauseMs = 10_000
const longestPauseMs = 5 * 60_000

/** Trouble that lasts this long is told, and then once a day. */
const toldAfterMs = 60 * 60_000
const toldEveryMs = 24 * 60 * 60_000

/** Notes trouble that passes by itself, and when to try again: doubling pauses with a jitter that differs by target. */
export function withTrouble(
  record: TargetRecord,
  what: Trouble['what'],
  message: string,
  now: Millis,
): { next: TargetRecord; wakeAt: Millis } {
  const before = record.trouble?.what === what ? record.trouble : undefined
  const count = (before?.count ?? 0) + 1
  const trouble = { what, since: before?.since ?? now, count, told: before?.told ?? 0 }
  const next = told({ ...record, trouble }, trouble, message, now)
  return { next, wakeAt: now + pauseMs(record.target, count) }
}

function told(record: TargetRecord, trouble: Trouble, message: string, now: Millis): TargetRecord {
  const { since } = trouble
  const due = now - since < toldAfterMs ? 0 : 1 + Math.floor((now - since - toldAfterMs) / toldEveryMs)
  if (trouble.told >= due) return record
  const reason = `nothing goes on since ${new Date(since).toISOString()}: ${message}; it is tried again until it passes`
  const id = `trouble:${since}:${due}`
  return notice({ ...record, trouble: { ...trouble, told: due } }, { notice: 'waiting', id, at: now, reason })
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

/** Trouble of a kind is over. */
export function withoutTrouble(record: TargetRecord, what: Trouble['what']): TargetRecord {
  if (record.trouble?.what !== what) return record
  const { trouble: _past, ...rest } = record
  return rest
}
