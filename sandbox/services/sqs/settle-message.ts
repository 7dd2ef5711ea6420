import { AwsError } from '../../kernel/service.ts'
import { announceChange, isInFlight, type Queue, type QueueMessage } from './queue.ts'
import type { SqsState } from './sqs-state.ts'

const HANDLE = /^AQEB[0-9a-f]{48}$/

/** Deletes what was received under this handle. A standard queue takes a stale handle silently, as SQS does. */
export function deleteMessage(state: SqsState, queue: Queue, handle: unknown): void {
  const message = messageByHandle(queue, handle)
  if (!message) return
  if (queue.fifo && !isInFlight(message, state.world.clock.now())) throw expiredHandle(handle)
  queue.messages = queue.messages.filter((other) => other !== message)
  announceChange(queue, state.world.clock)
}

/** Hides the received message for `seconds` from now; 0 gives it back at once. */
export function changeVisibility(state: SqsState, queue: Queue, handle: unknown, seconds: unknown): void {
  const now = state.world.clock.now()
  if (typeof seconds !== 'number' || seconds < 0 || seconds > 43_200) {
    const reason = 'VisibilityTimeout must be an integer between 0 and 43200'
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. ${reason}`,
    )
  }
  const message = messageByHandle(queue, handle)
  if (!message || !isInFlight(message, now)) {
    const why = 'Reason: Message does not exist or is not available for visibility timeout change.'
    throw new AwsError('MessageNotInflight', `Value ${handle} for parameter ReceiptHandle is invalid. ${why}`)
  }
  message.visibleAt = now + seconds * 1000
  announceChange(queue, state.world.clock)
}

function messageByHandle(queue: Queue, handle: unknown): QueueMessage | undefined {
  if (typeof handle !== 'string' || !HANDLE.test(handle)) {
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)
  }
  return queue.messages.find((message) => message.receiptHandle === handle)
}

function expiredHandle(handle: unknown): AwsError {
  const value = `Value ${handle} for parameter ReceiptHandle is invalid.`
  return new AwsError('InvalidParameterValue', `${value} Reason: The receipt handle has expired.`)
}
