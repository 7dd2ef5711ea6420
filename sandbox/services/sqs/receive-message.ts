import { hex } from '../../kernel/random.ts'
import { AwsError } from '../../kernel/service.ts'
import { announceChange, dropExpired, isInFlight, listen, type Queue, type QueueMessage, setAlarm } from './queue.ts'
import { queueByArn, type SqsState } from './sqs-state.ts'

export interface ReceiveOptions {
  readonly max: number
  /** How long the received messages stay hidden; the queue's own time when not given. */
  readonly visibilityMs?: number
}

/**
 * Takes up to `max` messages in order and hides them. What was received too often goes to the dead-letter queue instead.
 * FIFO: a group with a message in flight gives nothing; one receive may take several messages of a group.
 */
export function receiveMessages(state: SqsState, queue: Queue, options: ReceiveOptions): QueueMessage[] {
  const now = state.world.clock.now()
  dropExpired(queue, now)
  const locked = new Set(queue.messages.filter((message) => isInFlight(message, now)).map(groupOf))
  const taken: QueueMessage[] = []
  for (const message of [...queue.messages]) {
    if (taken.length >= options.max) break
    if (queue.fifo && locked.has(groupOf(message))) continue
    if (message.visibleAt > now) locked.add(groupOf(message))
    else if (isExhausted(queue, message)) moveToDeadLetters(state, queue, message)
    else taken.push(message)
  }
  for (const message of taken) hide(state, message, now + (options.visibilityMs ?? queue.settings.visibilityMs))
  setAlarm(queue, state.world.clock)
  return taken
}

/** Resolves when something may be receivable or `waitMs` of the world's time have passed. */
export function waitForMessages(state: SqsState, queue: Queue, waitMs: number): Promise<void> {
  const { clock } = state.world
  return new Promise((resolve) => {
    const timer = clock.after(waitMs, `${queue.name}: end of a long poll`, done)
    const end = listen(queue, clock, done)
    function done(): void {
      end()
      clock.cancel(timer)
      resolve()
    }
  })
}

/** @throws {AwsError} when a number is outside what SQS takes */
export function receiveOptions(input: Readonly<Record<string, unknown>>): ReceiveOptions {
  const max = numberBetween(input, 'MaxNumberOfMessages', 1, 10) ?? 1
  const visibility = numberBetween(input, 'VisibilityTimeout', 0, 43_200)
  return visibility === undefined ? { max } : { max, visibilityMs: visibility * 1000 }
}

export function numberBetween(
  input: Readonly<Record<string, unknown>>,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = input[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  const reason = `Must be between ${min} and ${max}, if provided.`
  throw new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`)
}

// A standard queue has no groups that lock: each message is its own.
function groupOf(message: QueueMessage): string {
  return message.groupId ?? message.id
}

function isExhausted(queue: Queue, message: QueueMessage): boolean {
  return queue.settings.redrive !== undefined && message.receiveCount >= queue.settings.redrive.maxReceiveCount
}

function moveToDeadLetters(state: SqsState, queue: Queue, message: QueueMessage): void {
  const { clock } = state.world
  const deadLetters = queueByArn(state, queue.settings.redrive?.deadLetterTargetArn ?? '')
  if (!deadLetters) return
  queue.messages = queue.messages.filter((other) => other !== message)
  const { receiptHandle: _, firstReceivedAt: __, sequenceNumber, ...kept } = message
  deadLetters.messages.push({
    ...kept,
    receiveCount: 0,
    visibleAt: clock.now(),
    retainedSince: deadLetters.fifo ? clock.now() : message.retainedSince,
    deadLetterSource: queue.arn,
    ...(sequenceNumber === undefined ? {} : { sequenceNumber: String(deadLetters.nextSequence++) }),
  })
  announceChange(deadLetters, clock)
}

function hide(state: SqsState, message: QueueMessage, until: number): void {
  message.visibleAt = until
  message.receiveCount += 1
  message.firstReceivedAt ??= state.world.clock.now()
  message.receiptHandle = `AQEB${hex(state.random, 48)}`
}
