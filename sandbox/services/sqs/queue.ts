import type { Clock, Timer } from '../../kernel/service.ts'
import type { QueueSettings } from './queue-settings.ts'

export interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: Uint8Array
}

/** A message as the queue holds it. Times are epoch milliseconds of the world's clock. */
export interface QueueMessage {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly senderId: string
  readonly sentAt: number
  readonly groupId?: string
  readonly deduplicationId?: string
  readonly sequenceNumber?: string
  readonly traceHeader?: string
  /** The queue this message failed in, once it was moved to a dead-letter queue. */
  readonly deadLetterSource?: string
  /** When retention began to count; a move to a FIFO dead-letter queue starts it anew, to a standard one does not. */
  readonly retainedSince: number
  /** Before this time nobody receives it: delayed, or in flight when it also has a receipt handle. */
  visibleAt: number
  receiveCount: number
  firstReceivedAt?: number
  receiptHandle?: string
}

export interface Accepted {
  readonly messageId: string
  readonly sequenceNumber?: string
  readonly at: number
}

export interface Queue {
  readonly name: string
  readonly arn: string
  readonly fifo: boolean
  readonly createdAt: number
  readonly tags: Record<string, string>
  settings: QueueSettings
  modifiedAt: number
  messages: QueueMessage[]
  nextSequence: bigint
  /** FIFO only: what was accepted in the last five minutes by de-duplication id, processed or not. */
  readonly accepted: Map<string, Accepted>
  readonly listeners: Set<() => void>
  alarm?: Timer | undefined
}

export function isInFlight(message: QueueMessage, now: number): boolean {
  return message.receiptHandle !== undefined && message.visibleAt > now
}

export function dropExpired(queue: Queue, now: number): void {
  const oldest = now - queue.settings.retentionMs
  if (queue.messages.some((message) => message.retainedSince <= oldest)) {
    queue.messages = queue.messages.filter((message) => message.retainedSince > oldest)
  }
}

/** Tells the listeners that messages may be receivable now, and wakes them again when the next hidden one shows itself. */
export function announceChange(queue: Queue, clock: Clock): void {
  for (const listener of [...queue.listeners]) listener()
  setAlarm(queue, clock)
}

/** `listener` runs whenever something may be receivable; it returns the function that ends it. */
export function listen(queue: Queue, clock: Clock, listener: () => void): () => void {
  queue.listeners.add(listener)
  setAlarm(queue, clock)
  return () => {
    queue.listeners.delete(listener)
    setAlarm(queue, clock)
  }
}

// Only a queue somebody waits on needs a timer: without listeners visibility is worked out when asked for.
export function setAlarm(queue: Queue, clock: Clock): void {
  const now = clock.now()
  const hidden = queue.messages.map((message) => message.visibleAt).filter((at) => at > now)
  const next = queue.listeners.size > 0 && hidden.length > 0 ? Math.min(...hidden) : undefined
  if (queue.alarm?.at === next && (queue.alarm !== undefined || next === undefined)) return
  if (queue.alarm) clock.cancel(queue.alarm)
  queue.alarm = undefined
  if (next === undefined) return
  queue.alarm = clock.at(next, `${queue.name}: a message becomes visible`, () => {
    queue.alarm = undefined
    announceChange(queue, clock)
  })
}
