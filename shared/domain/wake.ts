import type { Millis } from './image.ts'
import type { Phase, TargetRecord } from './record.ts'
import type { Step } from './step.ts'

/** How soon to look again where nothing else says when. The tick that looks comes once a minute. */
const lookAgainMs: Readonly<Record<Phase, Millis | undefined>> = {
  idle: undefined,
  waiting: 30_000,
  preparing: 30_000,
  rolling: 30_000,
  proving: 30_000,
  finishing: 30_000,
  reverting: 30_000,
  stuck: 5 * 60_000,
}

const unprovenMs = 5 * 60_000

/** An announcement that was not acknowledged is tried again. */
export const outboxMs = 60_000

/** When a record wants a look: the earliest of what its phase, its outbox and its inbox ask for. */
export function wakeAtFor(step: Step, record: TargetRecord, now: Millis, left?: Millis): Millis | undefined {
  if (step.goOn !== 'wait') return now
  const phase = step.wakeAt ?? after(lookAgainMs[record.state.name], now)
  const outbox = record.outbox.length > 0 || record.telling?.waiting ? now + outboxMs : undefined
  const unproven = record.unproven ? now + unprovenMs : undefined
  const { question } = record.pending ?? {}
  return earliest([phase, outbox, unproven, left, question?.until])
}

function after(ms: Millis | undefined, now: Millis): Millis | undefined {
  return ms === undefined ? undefined : now + ms
}

/** The earliest of the times that are there. */
export function earliest(times: readonly (Millis | undefined)[]): Millis | undefined {
  const there = times.filter((time) => time !== undefined)
  return there.length > 0 ? Math.min(...there) : undefined
}
