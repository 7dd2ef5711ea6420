import { AwsError } from '../../kernel/service.ts'
import { requirePointed } from './find-function.ts'
import { invokeNow } from './invoke-image-function.ts'
import type { FunctionsState } from './state.ts'

/** Invocations that keep coming, as users cause them. */
export interface TrafficRequest {
  readonly function: string
  /** Alias or version; `$LATEST` when left out. */
  readonly qualifier?: string
  readonly perMinute: number
}

/** What steady traffic met so far. */
export interface TrafficCounts {
  readonly sent: number
  readonly ok: number
  readonly errors: number
  readonly throttled: number
  /** Not run at all: the function, alias or version was missing or not ready. */
  readonly refused: number
}

export interface Traffic {
  readonly counts: () => TrafficCounts
  readonly stop: () => void
}

/** Users come in a beat of ten seconds: even enough for metrics of a minute, and cheap over hours of world time. */
const BEAT_MS = 10_000

/** Sends invocations from now on until it is stopped. */
export function startTraffic(state: FunctionsState, request: TrafficRequest): Traffic {
  const counts = { sent: 0, ok: 0, errors: 0, throttled: 0, refused: 0 }
  const started = state.world.clock.now()
  let stopped = false

  function beat(number: number): void {
    if (stopped) return
    const due = Math.floor((number * BEAT_MS * request.perMinute) / 60_000)
    for (; counts.sent < due; counts.sent += 1) counts[outcomeOf(state, request)] += 1
    next(number + 1)
  }

  function next(number: number): void {
    const what = `traffic at ${request.function}${request.qualifier === undefined ? '' : `:${request.qualifier}`}`
    state.world.clock.at(started + number * BEAT_MS, what, () => beat(number))
  }

  next(1)
  return {
    counts: () => ({ ...counts }),
    stop: () => {
      stopped = true
    },
  }
}

function outcomeOf(
  state: FunctionsState,
  { function: name, qualifier }: TrafficRequest,
): 'ok' | 'errors' | 'throttled' | 'refused' {
  try {
    const input = { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) }
    const { run } = invokeNow(state, requirePointed(state, input))
    return run.ended === 'error' ? 'errors' : run.ended
  } catch (error) {
    if (error instanceof AwsError) return 'refused'
    throw error
  }
}
