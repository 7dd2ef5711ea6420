import { uuid } from '../../kernel/random.ts'
import { AwsError, type World } from '../../kernel/service.ts'
import type { FunctionDefinition, Invocation, InvocationResult, LambdaState } from './function.ts'

/** @throws {AwsError} ResourceNotFoundException; takes a name, an ARN in full or in part, and a key of serverless.yml */
export function findFunction(state: LambdaState, named: string): FunctionDefinition {
  const name = nameIn(named)
  const found = state.functions.get(name) ?? [...state.functions.values()].find((one) => one.key === name)
  if (found) return found
  throw notFound(state.world, name)
}

export function notFound({ region, account }: Pick<World, 'region' | 'account'>, named: string): AwsError {
  const arn = `arn:aws:lambda:${region}:${account}:function:${nameIn(named)}`
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404)
}

function nameIn(named: string): string {
  return /(?:^|function:)([A-Za-z0-9_-]+)(?::[^:]+)?$/.exec(named)?.[1] ?? named
}

/** Runs the function now. @throws {AwsError} TooManyRequestsException when its reserved concurrency is used up */
export async function runFunction(
  state: LambdaState,
  definition: FunctionDefinition,
  kind: Invocation['kind'],
  payload: string,
  requestId = uuid(state.random),
): Promise<InvocationResult> {
  const running = state.running.get(definition.name) ?? 0
  if (running >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)
  }
  const invocation: Invocation = { requestId, key: definition.key, kind, payload, at: state.world.clock.now() }
  state.invocations.push(invocation)
  state.running.set(definition.name, running + 1)
  try {
    invocation.result = await state.runner.run(definition, payload, requestId)
    return invocation.result
  } finally {
    state.running.set(definition.name, (state.running.get(definition.name) ?? 1) - 1)
  }
}
