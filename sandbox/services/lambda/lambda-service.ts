import { AwsError, type Operation, type Service, type World } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import type { ImageFunctions } from '../lambda-functions/functions-service.ts'
import type { SnsControl } from '../sns/sns-service.ts'
import type { SqsControl } from '../sqs/sqs-service.ts'
import { addEventSource, type EventSourceRequest } from './event-source.ts'
import type { FunctionDefinition, FunctionRunner, Invocation, InvocationResult, LambdaState } from './function.ts'
import { invokeAsync } from './invoke-async.ts'
import { findFunction, notFound, runFunction } from './invoke-function.ts'

/** Set-up and read-back of functions without the wire; functions are named by key, name or ARN. */
export interface LambdaControl {
  addFunction(definition: FunctionDefinition): void
  functions(): readonly FunctionDefinition[]
  addEventSource(request: EventSourceRequest): void
  /** Runs the function and waits for it. */
  invoke(named: string, payload: unknown): Promise<InvocationResult>
  /** Queues the payload like an `Event` invocation. */
  invokeAsync(named: string, payload: unknown): void
  /** Every invocation so far, oldest first; `result` is missing while it runs. */
  invocations(): readonly Invocation[]
  /** Lets a test choose how many messages each poll of a queue takes (at least 1, at most the mapping's batch size). */
  setBatchSize(choose: (batchSize: number) => number): void
  /** Topics as failure destinations: SNS is created after this, for it invokes functions. */
  connectSns(sns: SnsControl): void
  /** Ends polling and asynchronous retries. */
  close(): void
}

/**
 * Lambda's invocation side: the Invoke API, asynchronous invocations and queues as event sources.
 * @param images answers for functions that run images, Invoke of them too
 */
export function lambdaService(
  world: World,
  runner: FunctionRunner,
  sqs: SqsControl,
  images?: Pick<ImageFunctions, 'operations' | 'has'>,
): { service: Service; control: LambdaControl } {
  const state: LambdaState = {
    world,
    random: world.random.fork('lambda'),
    runner,
    sqs,
    functions: new Map(),
    running: new Map(),
    invocations: [],
    mappings: [],
    chooseBatchSize: (batchSize) => batchSize,
    closed: false,
  }
  return {
    service: { name: 'lambda', operations: { ...images?.operations, Invoke: invokeEither(state, images) } },
    control: lambdaControl(state),
  }
}

function lambdaControl(state: LambdaState): LambdaControl {
  return {
    addFunction: (definition) => state.functions.set(definition.name, definition),
    functions: () => [...state.functions.values()],
    addEventSource: (request) => addEventSource(state, request),
    invoke: (named, payload) => runFunction(state, findFunction(state, named), 'sync', JSON.stringify(payload)),
    invokeAsync: (named, payload) => invokeAsync(state, named, JSON.stringify(payload)),
    invocations: () => state.invocations,
    setBatchSize: (choose) => {
      state.chooseBatchSize = choose
    },
    connectSns: (sns) => {
      state.sns = sns
    },
    close: () => {
      state.closed = true
      for (const source of state.mappings) source.end()
    },
  }
}

function invokeEither(state: LambdaState, images?: Pick<ImageFunctions, 'operations' | 'has'>): Operation {
  return (input, call) => {
    const { region = state.world.region } = call
    if (region !== state.world.region) throw notFound({ ...state.world, region }, String(input['FunctionName']))
    const ofImage = images?.has(String(input['FunctionName'])) === true ? images.operations['Invoke'] : undefined
    return ofImage === undefined ? invoke(state, input) : ofImage(input, call)
  }
}

async function invoke(state: LambdaState, input: Input): Promise<object> {
  const definition = findFunction(state, String(input['FunctionName']))
  const payload = payloadText(input['Payload'])
  if (input['InvocationType'] === 'DryRun') return { StatusCode: 204 }
  if (input['InvocationType'] === 'Event') {
    invokeAsync(state, definition.name, payload)
    return { StatusCode: 202, Payload: new Uint8Array() }
  }
  // The request waits for the invocation, which holds the clock itself and lets go when the handler hangs.
  const result = await state.world.clock.parked(runFunction(state, definition, 'sync', payload))
  const answer = result.ok ? result.payload : JSON.stringify(result.error)
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    Payload: Buffer.from(answer),
    ...(result.ok ? {} : { FunctionError: 'Unhandled' }),
    ...(input['LogType'] === 'Tail' ? { LogResult: logTail(result.log) } : {}),
  }
}

function payloadText(payload: unknown): string {
  const text = payload === undefined ? '' : Buffer.from(payload as Uint8Array).toString()
  if (text === '') return '{}'
  try {
    JSON.parse(text)
    return text
  } catch {
    const reason = 'Could not parse request body into json'
    throw new AwsError('InvalidRequestContentException', `${reason}: the payload is not JSON.`)
  }
}

/** Lambda gives the last 4 KB of the log, in base64. */
function logTail(log: readonly string[]): string {
  return Buffer.from(log.join('')).subarray(-4096).toString('base64')
}
