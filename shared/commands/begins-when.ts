import { frozenNow } from '../domain/frozen.ts'
import type { Millis } from '../domain/image.ts'
import type { Policy } from '../domain/policy.ts'
import type { Pending, State, TargetRecord } from '../domain/record.ts'
import type { StackState } from '../ports.ts'

/** `is approved and begins.`, or what keeps it still: until when its approval counts goes on. */
export async function beginsWhen(
  record: TargetRecord | undefined,
  policy: Policy,
  now: Millis,
  stack: StackState,
): Promise<string> {
  const { pending } = record ?? {}
  const until = pending?.question?.until
  if (!record || !pending || until === undefined) return 'is approved and begins.'
  const stop = await stack.readStop()
  const paused = record.stopped ?? (stop.stopped ? stop : undefined)
  const frozen = pending.trigger.override === undefined ? frozenNow(record, policy, stop, now) : undefined
  const kept = [
    ...(paused ? [pausedBy(paused.by, until)] : []),
    ...(frozen ? [`It is ${frozen.words}: ${atItsEnd(frozen.until, until)}.`] : []),
    ...behind(record.state, pending),
  ]
  return kept.length === 0 ? 'is approved and begins.' : `is approved. ${kept.join(' ')}`
}

function pausedBy(by: string | undefined, until: Millis): string {
  return `Starts are paused by ${by ?? 'somebody'}: it begins on resume, if that comes before ${new Date(until).toISOString()}.`
}

function atItsEnd(end: Millis, until: Millis): string {
  const iso = new Date(until).toISOString()
  return end < until
    ? `it begins then, or expires at ${iso}`
    : `it expires before that, at ${iso}, unless the freeze is lifted`
}

/** What is rolled out or prepared is given up for it, unless it is to queue; a task that was begun is let end first. */
function behind(state: State, { command }: Pending): string[] {
  if (!('deployment' in state) || state.name === 'stuck') return []
  const { id, policy } = state.deployment
  const isWaitedFor = policy.onNewerPush === 'queue' && !command
  const isGivenUp = (state.name === 'rolling' || state.name === 'preparing') && !isWaitedFor
  if (!isGivenUp) return [`It begins once ${id} (${state.name}) has ended.`]
  const isTask = state.name === 'preparing' && state.task.intent !== undefined
  return isTask ? [`It begins once the task before the rollout of ${id} has ended.`] : []
}
