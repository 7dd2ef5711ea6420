import { uuid } from '../../kernel/random.ts'
import { draw } from '../ecs/timings.ts'
import { failureWords, type ImageFailure } from './function-fates.ts'
import type { FunctionsState, FunctionVersion, SimulatedFunction, Snapshot } from './state.ts'

/**
 * Begins an update of `$LATEST`. The old code serves until it ends, seconds later, in success or failure;
 * a version that was published with it becomes active, or fails, at the same time.
 */
export function startUpdate(
  state: FunctionsState,
  found: SimulatedFunction,
  next: Snapshot,
  published?: FunctionVersion,
): void {
  touch(state, found)
  found.shown = next
  found.lastUpdate = { status: 'InProgress', reason: 'The function is being updated.' }
  if (fateOf(state, next) === 'update-hangs') return
  const seconds = draw(state.random, found.timings.update)
  state.world.clock.after(seconds * 1000, `${found.name}: update ends`, () => {
    if (state.functions.get(found.name) === found) endUpdate(state, found, next, published)
  })
}

function endUpdate(
  state: FunctionsState,
  found: SimulatedFunction,
  next: Snapshot,
  published: FunctionVersion | undefined,
): void {
  touch(state, found)
  const failure = next.code === found.serving.code ? undefined : failureOf(state, next)
  if (failure === undefined) {
    found.serving = next
    found.lastUpdate = { status: 'Successful' }
    found.lifecycle = { state: 'Active' }
    if (published) published.lifecycle = { state: 'Active' }
    return
  }
  const reason = failureWords(failure, next.code?.imageUri ?? '')
  if (found.afterFailedUpdate === 'old') found.shown = found.serving
  found.lastUpdate = { status: 'Failed', reason, code: failure }
  if (published) published.lifecycle = { state: 'Failed', reason, code: failure }
}

// An image that is deleted while Lambda still fetches it is found out only then.
function failureOf(state: FunctionsState, { code }: Snapshot): ImageFailure | undefined {
  if (code === undefined) return undefined
  if (state.images.resolve(code.resolvedImageUri) === undefined) return 'ImageDeleted'
  const fate = state.fates.get(code.digest)
  return fate?.name === 'update-fails' ? (fate.reason ?? 'InvalidImage') : undefined
}

function fateOf(state: FunctionsState, { code }: Snapshot): string | undefined {
  return code && state.fates.get(code.digest)?.name
}

/** Every change gives a function another revision id. */
export function touch(state: FunctionsState, found: SimulatedFunction): void {
  found.revisionId = uuid(state.random)
  found.modifiedAt = state.world.clock.now()
}
