import type { Random } from '../../kernel/service.ts'
import type { FunctionFate } from './function-fates.ts'
import { fitsArchitecture } from './source-image.ts'
import type { FunctionsState, Snapshot } from './state.ts'

/** How one invocation of an image ends, and how long it takes. */
export type ImageRun =
  | { readonly ended: 'ok'; readonly durationMs: number }
  | {
      readonly ended: 'error'
      readonly durationMs: number
      readonly error: { errorType: string; errorMessage: string }
    }
  | { readonly ended: 'throttled'; readonly durationMs: 0 }

const HEALTHY: FunctionFate = { name: 'healthy' }

/** Runs an image as its fate says. */
export function runImage(state: FunctionsState, { code, settings }: Snapshot): ImageRun {
  const { random } = state
  if (code && !fitsArchitecture(state, code.digest, settings.architecture)) return cannotStart()
  const fate = (code && state.fates.get(code.digest)) ?? HEALTHY
  const strikes = random.next() < (fate.share ?? 1)
  if (fate.name === 'throttles' && strikes) return { ended: 'throttled', durationMs: 0 }
  const durationMs = fate.name === 'slow-invocations' ? (fate.seconds ?? 2.5) * 1000 : usualDuration(random)
  if (durationMs > settings.timeoutSeconds * 1000) return timedOut(settings.timeoutSeconds)
  if (fate.name === 'errors' && strikes) {
    const error = { errorType: 'Error', errorMessage: 'The handler threw an error.' }
    return { ended: 'error', durationMs, error }
  }
  return { ended: 'ok', durationMs }
}

function usualDuration(random: Random): number {
  return random.integer(20, 120)
}

function timedOut(seconds: number): ImageRun {
  const error = { errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${seconds.toFixed(2)} seconds` }
  return { ended: 'error', durationMs: seconds * 1000, error }
}

// The image is accepted and fails on every start, as people report it from real accounts.
function cannotStart(): ImageRun {
  const error = {
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: 'Error: fork/exec /lambda-entrypoint.sh: exec format error',
  }
  return { ended: 'error', durationMs: 10, error }
}
