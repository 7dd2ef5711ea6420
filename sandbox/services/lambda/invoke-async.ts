import { uuid } from '../../kernel/random.ts'
import { AwsError } from '../../kernel/service.ts'
import type { MessageAttribute } from '../sqs/queue.ts'
import type { FunctionDefinition, InvocationResult, LambdaState } from './function.ts'
import { findFunction, runFunction } from './invoke-function.ts'

const RETRY_AFTER_MS = [60_000, 120_000]
const THROTTLED_LONGEST_MS = 5 * 60_000

/** One event in a function's asynchronous queue. */
interface QueuedEvent {
  readonly payload: string
  readonly requestId: string
  readonly since: number
  readonly failures: number
  readonly throttles: number
}

/**
 * Accepts an event; the function runs a moment later, and twice more (after one and two minutes) while it fails.
 * @throws {AwsError} when there is no such function
 */
export function invokeAsync(state: LambdaState, named: string, payload: string): void {
  const definition = findFunction(state, named)
  const since = state.world.clock.now()
  const event = { payload, requestId: uuid(state.random), since, failures: 0, throttles: 0 }
  enqueue(state, definition, event, 0)
}

function enqueue(state: LambdaState, definition: FunctionDefinition, event: QueuedEvent, wait: number): void {
  state.world.clock.after(wait, `${definition.name}: asynchronous invocation`, () =>
    attempt(state, state.functions.get(definition.name) ?? definition, event),
  )
}

async function attempt(state: LambdaState, definition: FunctionDefinition, event: QueuedEvent): Promise<void> {
  if (state.closed) return
  const result = await runUnlessThrottled(state, definition, event)
  if (result === 'throttled') {
    const wait = Math.min(THROTTLED_LONGEST_MS, 1000 * 2 ** event.throttles)
    return enqueue(state, definition, { ...event, throttles: event.throttles + 1 }, wait)
  }
  if (result.ok || state.closed) return
  const wait = RETRY_AFTER_MS[event.failures]
  const failures = event.failures + 1
  const tooOld = wait === undefined || state.world.clock.now() + wait - event.since > definition.maximumEventAgeMs
  if (failures > definition.maximumRetryAttempts || tooOld)
    return giveUp(state, definition, { ...event, failures }, result)
  enqueue(state, definition, { ...event, failures }, wait)
}

async function runUnlessThrottled(
  state: LambdaState,
  definition: FunctionDefinition,
  event: QueuedEvent,
): Promise<InvocationResult | 'throttled'> {
  try {
    // The timer that runs this holds the clock; the invocation does so itself and lets go when the handler hangs.
    const running = runFunction(state, definition, 'async', event.payload, event.requestId)
    return await state.world.clock.parked(running)
  } catch (error) {
    if (error instanceof AwsError && error.status === 429) return 'throttled'
    throw error
  }
}

function giveUp(
  state: LambdaState,
  definition: FunctionDefinition,
  event: QueuedEvent,
  result: InvocationResult & { ok: false },
): void {
  if (definition.deadLetterArn) {
    const text = (value: string) => ({ DataType: 'String', StringValue: value })
    sendTo(state, definition.deadLetterArn, event.payload, {
      RequestID: text(event.requestId),
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: text(result.error.errorMessage.slice(0, 1024)),
    })
  }
  if (definition.onFailureArn)
    sendTo(state, definition.onFailureArn, failureRecord(state, definition, event, result), {})
}

function sendTo(
  state: LambdaState,
  arn: string,
  body: string,
  attributes: Readonly<Record<string, MessageAttribute>>,
): void {
  if (arn.includes(':lambda:')) invokeAsync(state, arn, body)
  else if (arn.includes(':sns:')) state.sns?.publish(arn, { Message: body, MessageAttributes: attributes })
  else state.sqs.send(arn, { MessageBody: body, MessageAttributes: attributes }, 'lambda')
}

function failureRecord(
  state: LambdaState,
  definition: FunctionDefinition,
  event: QueuedEvent,
  result: InvocationResult & { ok: false },
): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(state.world.clock.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${definition.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: event.failures,
    },
    requestPayload: JSON.parse(event.payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: result.error,
  })
}
