import type { Architecture } from '@aws-sdk/client-lambda'
import { putAlias, type Weights } from './aliases.ts'
import { refuseDuringUpdate } from './conflicts.ts'
import type { ControlPlaneRates } from './control-plane-rates.ts'
import { deleteVersion } from './delete-function.ts'
import { requireAlias, requireFunction, requirePointed } from './find-function.ts'
import {
  type FunctionFate,
  type FunctionFateName,
  failureWords,
  functionFateOf,
  type ImageFailure,
} from './function-fates.ts'
import { type FunctionNow, functionNow } from './function-now.ts'
import { type Invoked, invokeNow } from './invoke-image-function.ts'
import { publishVersion } from './publish-version.ts'
import { type FunctionSetUp, setUpFunction } from './set-up-function.ts'
import { resolveSourceImage } from './source-image.ts'
import type { FunctionsState, ImageInvocation, SimulatedFunction } from './state.ts'
import { startTraffic, type Traffic, type TrafficRequest } from './traffic.ts'
import { startUpdate, touch } from './update-function.ts'

/** How somebody else changes an alias: where it points, the weight of another version, or both. What is left out stays. */
export interface AliasChange {
  readonly version?: string
  readonly weights?: Weights
}

/** Set-up and read-back of functions that run images, apart from the stack's own. A function is named by its name. */
export interface FunctionsControl {
  /** Settled and active now. @throws {AwsError} for an image that is not there or is an index */
  readonly createFunction: (wanted: FunctionSetUp) => FunctionNow
  readonly deleteFunction: (name: string) => void
  /** @throws {AwsError} while an alias names it */
  readonly deleteVersion: (name: string, number: string) => void
  readonly functions: () => readonly string[]
  /** The function as it is now. @throws {AwsError} ResourceNotFoundException */
  readonly function: (name: string) => FunctionNow
  /** What becomes of functions that run the image from now on, and of updates to it. */
  readonly fate: (digest: string, fate: FunctionFateName | FunctionFate) => void
  /** What the function answers while its image is well. */
  readonly answer: (name: string, answer: () => object) => void
  /** The processor an image was built for; a function of the other kind cannot start it. Unknown fits any. */
  readonly builtFor: (digest: string, architecture: Architecture) => void
  /** UpdateFunctionCode by somebody else: ends seconds later. @throws {AwsError} while another update goes on, too */
  readonly updateCode: (name: string, imageUri: string) => void
  /** Publishes what `$LATEST` runs. @returns the version's number */
  readonly publish: (name: string) => string
  /** CreateAlias or UpdateAlias by somebody else. */
  readonly changeAlias: (name: string, alias: string, change: AliasChange) => void
  readonly deleteAlias: (name: string, alias: string) => void
  /** Lets Lambda take back what an unused function held: it is Inactive, and its first invocation fails. */
  readonly makeIdle: (name: string) => void
  /** The function breaks down by itself: it is Failed until its code is updated, and invocations are refused. */
  readonly breakDown: (name: string, reason: ImageFailure) => void
  /** Invokes once, counted and measured at once. @throws {AwsError} */
  readonly invoke: (name: string, qualifier?: string) => Invoked
  /** Keeps invoking over the world's time. */
  readonly traffic: (request: TrafficRequest) => Traffic
  /** Every invocation so far, oldest first. */
  readonly invocations: () => readonly ImageInvocation[]
  /** The control plane's rates (GetFunction 100 a second, all else 15 together), off at first. */
  readonly throttling: (isOn: boolean) => void
}

export function functionsControl(state: FunctionsState, rates: ControlPlaneRates): FunctionsControl {
  const find = (name: string) => requireFunction(state, name)
  return {
    createFunction: (wanted) => functionNow(setUpFunction(state, wanted)),
    deleteFunction: (name) => void state.functions.delete(find(name).name),
    deleteVersion: (name, number) => deleteVersion(find(name), number),
    functions: () => [...state.functions.keys()],
    function: (name) => functionNow(find(name)),
    fate: (digest, fate) => void state.fates.set(digest, functionFateOf(fate)),
    answer: (name, answer) => void state.answers.set(find(name).name, answer),
    builtFor: (digest, architecture) => void state.architectures.set(digest, architecture),
    updateCode: (name, imageUri) => updateCode(state, find(name), imageUri),
    publish: (name) => publishVersion(state, find(name)).number,
    changeAlias: (name, alias, change) => changeAlias(state, find(name), alias, change),
    deleteAlias: (name, alias) => void find(name).aliases.delete(requireAlias(find(name), alias).name),
    makeIdle(name) {
      const found = find(name)
      touch(state, found)
      found.lifecycle = { state: 'Inactive', reason: 'The function is idle.', code: 'Idle' }
    },
    breakDown(name, code) {
      const found = find(name)
      touch(state, found)
      const reason = failureWords(code, found.serving.code?.imageUri ?? '')
      found.lifecycle = { state: 'Failed', reason, code }
    },
    invoke: (name, qualifier) =>
      invokeNow(state, requirePointed(state, { FunctionName: name, ...(qualifier ? { Qualifier: qualifier } : {}) })),
    traffic: (request) => startTraffic(state, request),
    invocations: () => state.invocations,
    throttling: rates.switch,
  }
}

function updateCode(state: FunctionsState, found: SimulatedFunction, imageUri: string): void {
  refuseDuringUpdate(found)
  startUpdate(state, found, { ...found.serving, code: resolveSourceImage(state, imageUri) })
}

function changeAlias(state: FunctionsState, found: SimulatedFunction, name: string, change: AliasChange): void {
  const alias = found.aliases.get(name)
  const version = change.version ?? alias?.version
  if (version === undefined) {
    throw new Error(`Cannot change the alias ${name} of ${found.name}: there is none. Give a version to create it.`)
  }
  const weights = change.weights ?? alias?.weights ?? {}
  putAlias(state, found, name, { version, weights, description: alias?.description })
}
