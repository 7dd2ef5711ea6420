import { AwsError, type Operation } from '../../kernel/service.ts'
import { draw } from '../ecs/timings.ts'
import { conflict } from './conflicts.ts'
import { LATEST, type Pointed, requirePointed } from './find-function.ts'
import { metricsOf } from './invocation-metrics.ts'
import { type ImageRun, runImage } from './run-image.ts'
import type { FunctionsState, FunctionVersion, SimulatedFunction } from './state.ts'
import { touch } from './update-function.ts'

/** One invocation: which version it came to and what became of it. */
export interface Invoked {
  /** `$LATEST` or a version's number. */
  readonly version: string
  readonly run: ImageRun
}

/** Invoke of a function that runs an image; the answer comes when the invocation has lasted its time, unless the clock waits for the caller. */
export function invokeImageFunction(state: FunctionsState): Operation {
  return async (input, { caller }) => {
    const pointed = requirePointed(state, input)
    if (input['InvocationType'] === 'DryRun') return { StatusCode: 204 }
    const { version, run } = invokeNow(state, pointed)
    if (run.ended === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)
    if (input['InvocationType'] === 'Event') return { StatusCode: 202, Payload: new Uint8Array() }
    if (!state.holdsClock(caller)) await lasting(state, pointed.found.name, run.durationMs)
    const answer = JSON.stringify(run.ended === 'ok' ? (state.answers.get(pointed.found.name)?.() ?? {}) : run.error)
    return {
      StatusCode: 200,
      ExecutedVersion: version,
      Payload: Buffer.from(answer),
      ...(run.ended === 'ok' ? {} : { FunctionError: 'Unhandled' }),
    }
  }
}

// The request waits for the world's time, so it must not hold the clock.
function lasting({ world }: FunctionsState, name: string, ms: number): Promise<void> {
  const slept = new Promise<void>((resolve) => void world.clock.after(ms, `${name}: invocation ends`, resolve))
  return world.clock.parked(slept)
}

/**
 * Invokes at once, as far as counting goes: chooses the version by the alias's weights, lets the image's fate decide, measures.
 * @throws {AwsError} when the function or version is pending, failed or idle
 */
export function invokeNow(state: FunctionsState, pointed: Pointed): Invoked {
  const { found, qualifier } = pointed
  const version = chosenVersion(state, pointed)
  refuseUnready(state, found, version)
  const run = runImage(state, version ?? found.serving)
  const number = version?.number ?? LATEST
  const digest = (version ?? found.serving).code?.digest
  const by = qualifier === undefined ? {} : { qualifier }
  for (const metric of metricsOf({ functionName: found.name, ...by, version: number, ...run })) state.measure(metric)
  state.invocations.push({
    at: state.world.clock.now(),
    name: found.name,
    ...by,
    version: number,
    ...(digest === undefined ? {} : { digest }),
    ended: run.ended,
  })
  return { version: number, run }
}

function chosenVersion(state: FunctionsState, { found, alias, version }: Pointed): FunctionVersion | undefined {
  const [entry] = Object.entries(alias?.weights ?? {})
  if (entry === undefined) return version
  const [other, weight] = entry
  return state.random.next() < weight ? found.versions.get(other) : version
}

function refuseUnready(state: FunctionsState, found: SimulatedFunction, version: FunctionVersion | undefined): void {
  const { state: now } = (version ?? found).lifecycle
  if (now === 'Active') return
  if (now === 'Inactive') activate(state, found)
  throw conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${now}`,
  )
}

// The first invocation of an idle function fails; it wakes the function for later ones.
function activate(state: FunctionsState, found: SimulatedFunction): void {
  touch(state, found)
  found.lifecycle = { state: 'Pending', reason: 'The function is being restored.', code: 'Restoring' }
  const seconds = draw(state.random, found.timings.activate)
  state.world.clock.after(seconds * 1000, `${found.name} is active again`, () => {
    found.lifecycle = { state: 'Active' }
  })
}
