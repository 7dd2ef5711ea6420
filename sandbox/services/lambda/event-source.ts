import { AwsError } from '../../kernel/service.ts'
import { md5OfBody } from '../sqs/message-digest.ts'
import { systemAttributes } from '../sqs/message-view.ts'
import type { QueueMessage } from '../sqs/queue.ts'
import { failedMessages } from './batch-failures.ts'
import type { EventSource, InvocationResult, LambdaState } from './function.ts'
import { findFunction, runFunction } from './invoke-function.ts'

/** Lambda begins with five pollers and adds more; a sandbox of a few functions does with the five. */
const POLLERS = 5

export interface EventSourceRequest {
  readonly queueArn: string
  readonly functionName: string
  readonly batchSize?: number
  readonly reportBatchItemFailures?: boolean
  readonly maximumConcurrency?: number
}

/**
 * Feeds the function from the queue: what it settles is deleted, what it fails comes back after the visibility timeout.
 * @throws {AwsError} when messages would become visible while the function may still run, as AWS refuses it
 */
export function addEventSource(state: LambdaState, request: EventSourceRequest): EventSource {
  const definition = findFunction(state, request.functionName)
  const { settings } = state.sqs.queue(request.queueArn)
  if (settings.visibilityMs < definition.timeoutMs) {
    const seconds = `${settings.visibilityMs / 1000} seconds is less than Function timeout: ${definition.timeoutMs / 1000} seconds`
    throw new AwsError('InvalidParameterValueException', `Queue visibility timeout: ${seconds}`)
  }
  const source: EventSource = {
    queueArn: request.queueArn,
    functionName: definition.name,
    batchSize: request.batchSize ?? 10,
    reportBatchItemFailures: request.reportBatchItemFailures ?? false,
    maximumConcurrency: request.maximumConcurrency ?? POLLERS,
    active: 0,
    scheduled: false,
    end: () => undefined,
  }
  source.end = state.sqs.listen(request.queueArn, () => pollSoon(state, source))
  state.mappings.push(source)
  pollSoon(state, source)
  return source
}

// A send in the middle of another operation must not run a poll inside it: the poll waits for its own turn.
function pollSoon(state: LambdaState, source: EventSource): void {
  if (source.scheduled || state.closed) return
  source.scheduled = true
  state.world.clock.after(0, `${source.functionName}: poll of its queue`, async () => {
    source.scheduled = false
    await Promise.all(poll(state, source))
  })
}

/** Starts as many batches as the mapping's concurrency allows. */
function poll(state: LambdaState, source: EventSource): Promise<void>[] {
  const started: Promise<void>[] = []
  while (!state.closed && source.active < source.maximumConcurrency) {
    const max = Math.min(source.batchSize, Math.max(1, state.chooseBatchSize(source.batchSize)))
    const batch = state.sqs.receive(source.queueArn, { max })
    if (batch.length === 0) break
    source.active += 1
    const done = () => {
      source.active -= 1
      pollSoon(state, source)
    }
    started.push(handle(state, source, batch).finally(done))
  }
  return started
}

async function handle(state: LambdaState, source: EventSource, batch: readonly QueueMessage[]): Promise<void> {
  const records = batch.map((message) => asRecord(state, source, message))
  const result = await invoke(state, source, JSON.stringify({ Records: records }))
  if (state.closed || !result?.ok) return
  const failed = source.reportBatchItemFailures ? failedMessages(result.payload, batch) : new Set<string>()
  for (const message of batch) {
    if (!failed.has(message.id)) settle(state, source, message)
  }
}

// A throttled batch stays in flight, as one that failed does: it comes back when its visibility ends.
async function invoke(state: LambdaState, source: EventSource, payload: string): Promise<InvocationResult | undefined> {
  try {
    // The poll's timer holds the clock; the invocation does so itself and lets go when the handler hangs.
    return await state.world.clock.parked(runFunction(state, findFunction(state, source.functionName), 'sqs', payload))
  } catch (error) {
    if (error instanceof AwsError && error.status === 429) return undefined
    throw error
  }
}

// A handle that expired while the function ran deletes nothing: the message comes again, which at-least-once allows.
function settle(state: LambdaState, source: EventSource, message: QueueMessage): void {
  try {
    state.sqs.delete(source.queueArn, message)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
}

function asRecord(state: LambdaState, source: EventSource, message: QueueMessage): object {
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue === undefined ? {} : { stringValue: StringValue }),
      ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ])
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5OfBody(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: source.queueArn,
    awsRegion: state.world.region,
  }
}
