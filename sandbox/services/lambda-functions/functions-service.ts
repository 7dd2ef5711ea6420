import type { Operation, World } from '../../kernel/service.ts'
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './alias-operations.ts'
import { createRates, limited } from './control-plane-rates.ts'
import { deleteFunctionOperation } from './delete-function.ts'
import { readFunctionName } from './function-name.ts'
import { type FunctionsControl, functionsControl } from './functions-control.ts'
import type { InvocationMetric } from './invocation-metrics.ts'
import { invokeImageFunction } from './invoke-image-function.ts'
import { publishVersionOperation } from './publish-version.ts'
import {
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  listTags,
  listVersionsByFunction,
} from './read-operations.ts'
import type { FunctionImages, FunctionsState } from './state.ts'
import { updateFunctionCode, updateFunctionConfiguration } from './update-operations.ts'

/** Lambda's control plane, and the invocation of what it manages; `lambda` answers for it on the wire. */
export interface ImageFunctions {
  readonly operations: Readonly<Record<string, Operation>>
  /** Whether Invoke of this name (or ARN) is for one of these functions, not for one of the stack's. */
  readonly has: (functionName: string) => boolean
  /** Tells who has the clock waiting: the workers of the stack's own functions. They are answered at once. */
  readonly heldBy: (holdsClock: (caller: string) => boolean) => void
  readonly control: FunctionsControl
}

/**
 * Functions that run images.
 * @param images tells what a reference names: the simulated registry
 * @param measure is told of every metric that invocations give
 */
export function imageFunctions(
  world: World,
  images: FunctionImages,
  measure: (metric: InvocationMetric) => void,
): ImageFunctions {
  const state: FunctionsState = {
    world,
    random: world.random.fork('lambda-functions'),
    images,
    measure,
    functions: new Map(),
    answers: new Map(),
    holdsClock: () => false,
    fates: new Map(),
    architectures: new Map(),
    invocations: [],
  }
  const rates = createRates(world)
  return {
    operations: limited(rates, operationsOf(state)),
    has: (name) => state.functions.has(readFunctionName(name).name),
    heldBy(holdsClock) {
      state.holdsClock = holdsClock
    },
    control: functionsControl(state, rates),
  }
}

function operationsOf(state: FunctionsState): Record<string, Operation> {
  return {
    CreateAlias: createAlias(state),
    DeleteAlias: deleteAlias(state),
    DeleteFunction: deleteFunctionOperation(state),
    GetAlias: getAlias(state),
    GetFunction: getFunction(state),
    GetFunctionConfiguration: getFunctionConfiguration(state),
    Invoke: invokeImageFunction(state),
    ListAliases: listAliases(state),
    ListFunctions: listFunctions(state),
    ListTags: listTags(state),
    ListVersionsByFunction: listVersionsByFunction(state),
    PublishVersion: publishVersionOperation(state),
    UpdateAlias: updateAlias(state),
    UpdateFunctionCode: updateFunctionCode(state),
    UpdateFunctionConfiguration: updateFunctionConfiguration(state),
  }
}
