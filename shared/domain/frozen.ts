import { freezeEnd } from './freeze.ts'
import type { Millis } from './image.ts'
import type { StackFreeze, StackStop } from './observation.ts'
import type { Policy } from './policy.ts'
import type { TargetRecord } from './record.ts'
import type { Context } from './step.ts'
import { wallInWords } from './wall-clock.ts'

/** What keeps everything from starting by itself until a time. */
export interface Frozen {
  readonly until: Millis
  /** `frozen until 2026-11-23 08:00 Asia/Seoul`, with who did it where a person did. */
  readonly words: string
}

/** How often one freeze may lead into another. */
const chainBound = 10

/**
 * The freeze that a target is in: by its calendar, by hand, or with the whole stack. Where one leads into another they are one,
 * and its end is that of the last.
 */
export function frozenNow(
  { frozen }: Pick<TargetRecord, 'frozen'>,
  { freeze = [] }: Pick<Policy, 'freeze'>,
  stack: StackStop | undefined,
  now: Millis,
): Frozen | undefined {
  const byHand = [frozen, stack?.frozen].filter((one) => one !== undefined)
  let last: Frozen | undefined
  for (let round = 0; round < chainBound; round += 1) {
    const at = last?.until ?? now
    const next = later(calendar(freeze, at), ...byHand.map((one) => handMade(one, at)))
    if (!next) return last
    last = next
  }
  return last
}

function later(...all: readonly (Frozen | undefined)[]): Frozen | undefined {
  return all
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.until - b.until)
    .at(-1)
}

function calendar(windows: NonNullable<Policy['freeze']>, at: Millis): Frozen | undefined {
  const end = windows.length > 0 ? freezeEnd(windows, at) : undefined
  return end && { until: end.until, words: `frozen until ${wallInWords(end.zone, end.until)}` }
}

function handMade({ until, by, reason }: StackFreeze, at: Millis): Frozen | undefined {
  if (until <= at) return undefined
  const who = `by ${by}${reason ? ` (${reason})` : ''}`
  return { until, words: `frozen ${who} until ${wallInWords('UTC', until)}` }
}

/** A freeze by hand ends by itself. */
export function thawed(record: TargetRecord, now: Millis): TargetRecord {
  if (!record.frozen || now < record.frozen.until) return record
  const { frozen: _over, ...rest } = record
  return rest
}

/** A start that a freeze met is asked about after it, whatever else kept it waiting meanwhile. */
export function withFreezeSeen(record: TargetRecord, { policy, observation, now }: Context): TargetRecord {
  const { pending } = record
  if (!pending || pending.command || pending.frozen || policy.afterFreeze !== 'approve') return record
  const met = frozenNow(record, policy, observation.stackStop, now)
  return met ? { ...record, pending: { ...pending, frozen: { since: now, until: met.until } } } : record
}
