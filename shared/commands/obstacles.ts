import { frozenNow } from '../domain/frozen.ts'
import type { StackStop } from '../domain/observation.ts'
import { type Readiness, readiness } from '../domain/readiness.ts'
import type { Pending, TargetRecord } from '../domain/record.ts'
import type { Context } from '../domain/step.ts'

/** A start that is only thought of, and what is known of its target. */
export interface Thought {
  readonly record: TargetRecord
  readonly pending: Pending
  readonly context: Context
}

/** Each way around one leads to the next; there are not so many kinds. */
const mostObstacles = 10

/**
 * Everything that keeps a start from beginning now, in words: what comes first, then what would still keep it with that out of
 * the way. Empty: it would begin.
 */
export function obstacles(thought: Thought): string[] {
  const { words, rest } = withoutPauseAndFreeze(thought)
  const found = [...inProgress(thought), ...words]
  let left: Thought | undefined = rest
  for (let round = 0; left && round < mostObstacles; round += 1) {
    const ready = readiness(left.record, left.pending, left.context)
    const why = wordsOf(ready)
    if (why === undefined) break
    found.push(why)
    left = around(ready.kind, left)
  }
  return found
}

function inProgress({ record: { state } }: Thought): string[] {
  if (!('deployment' in state) || state.name === 'stuck') return []
  const { id, policy } = state.deployment
  const isGivenUp = state.name === 'preparing' || (state.name === 'rolling' && policy.onNewerPush === 'supersede')
  return isGivenUp ? [] : [`${id} is ${state.name}: it begins after that`]
}

/** Commands are refused by either, pushes wait: people want to know of both at once. */
function withoutPauseAndFreeze({ record, pending, context }: Thought): {
  readonly words: string[]
  readonly rest: Thought
} {
  const { stopped, frozen: _byHand, ...free } = record
  const { freeze: _calendar, ...policy } = context.policy
  const observation = { ...context.observation, stackStop: { stopped: false } }
  const rest = { record: free, pending, context: { ...context, policy, observation } }
  if (pending.trigger.kind === 'rollback' || pending.trigger.kind === 'repair') return { words: [], rest }
  const { stackStop = { stopped: false } } = context.observation
  const frozen = frozenNow(record, context.policy, stackStop, context.now)
  const words = [
    ...(stopped ? [`${record.target} is paused by ${stopped.by}${because(stopped.reason)}`] : []),
    ...pausedStack(stackStop),
    ...(frozen ? [`${frozen.words}${pending.command ? ' (--override lets it begin all the same)' : ''}`] : []),
  ]
  return { words, rest }
}

function pausedStack({ stopped, by = 'somebody', reason }: StackStop): string[] {
  return stopped ? [`the whole stack is paused by ${by}${because(reason)}`] : []
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`
}

/** Undefined where it would begin. */
function wordsOf(ready: Readiness): string | undefined {
  switch (ready.kind) {
    case 'start':
    case 'settling':
      return undefined
    case 'runs-already':
      return 'it runs already'
    case 'held':
      return `it is on hold: ${ready.hold.why}`
    case 'observed-only':
      return 'the target is only observed (mode: observe)'
    default:
      return ready.reason
  }
}

/** The same with that out of the way; undefined where nothing more can be told. */
function around(kind: Readiness['kind'], { record, pending, context }: Thought): Thought | undefined {
  const { dependsOn: _wave, takesTurnsWith: _turns, ...alone } = context.policy
  const { scan: _scan, ...unscanned } = context.policy
  const { alarms: _alarms, ...unwatched } = context.policy
  switch (kind) {
    case 'held':
      return { record: { ...record, holds: [] }, pending, context }
    case 'wave':
    case 'wave-failed':
      return { record, pending, context: { ...context, policy: alone } }
    case 'scanning':
    case 'unfit':
      return { record, pending, context: { ...context, policy: unscanned } }
    case 'behind':
      return { record, pending, context: { ...context, policy: unwatched } }
    default:
      return undefined
  }
}
