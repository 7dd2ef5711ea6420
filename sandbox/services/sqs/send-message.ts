import { createHash } from 'node:crypto'
import { uuid } from '../../kernel/random.ts'
import { AwsError } from '../../kernel/service.ts'
import { md5OfAttributes, md5OfBody, messageBytes } from './message-digest.ts'
import { announceChange, type MessageAttribute, type Queue, type QueueMessage } from './queue.ts'
import type { SqsState } from './sqs-state.ts'

/** FIFO queues swallow an equal id for this long, even after the first message was processed and deleted. */
const DEDUPLICATION_MS = 5 * 60_000
const ID_PATTERN = /^[\x21-\x7e]{1,128}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these characters are what SQS refuses
const FORBIDDEN_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** The members of SendMessage and of an entry of SendMessageBatch that matter. */
export interface MessageRequest {
  readonly MessageBody?: string
  readonly DelaySeconds?: number
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>
  readonly MessageSystemAttributes?: Readonly<Record<string, MessageAttribute>>
}

export interface SentMessage {
  readonly MessageId: string
  readonly MD5OfMessageBody: string
  readonly MD5OfMessageAttributes?: string
  readonly SequenceNumber?: string
}

/**
 * Accepts a message, or for a FIFO queue recognises it as a repetition and gives back the first one's id.
 * @throws {AwsError} for everything SQS refuses
 */
export function sendMessage(state: SqsState, queue: Queue, request: MessageRequest, senderId: string): SentMessage {
  const body = requireBody(request, queue)
  requireAllowedDelay(request, queue)
  const deduplicationId = queue.fifo ? requireFifoIds(request, queue, body) : refuseFifoIds(request)
  const now = state.world.clock.now()
  const scope = queue.settings.deduplicationScope === 'messageGroup' ? `${request.MessageGroupId}\n` : ''
  const key = deduplicationId === undefined ? undefined : scope + deduplicationId
  const earlier = key === undefined ? undefined : queue.accepted.get(key)
  if (earlier && now - earlier.at < DEDUPLICATION_MS) return sent(request, body, earlier)
  const message = enqueue(state, queue, request, { body, senderId, deduplicationId })
  const accepted = { messageId: message.id, at: now, ...pick('sequenceNumber', message.sequenceNumber) }
  if (key !== undefined) queue.accepted.set(key, accepted)
  announceChange(queue, state.world.clock)
  return sent(request, body, accepted)
}

function enqueue(
  state: SqsState,
  queue: Queue,
  request: MessageRequest,
  made: { body: string; senderId: string; deduplicationId: string | undefined },
): QueueMessage {
  const now = state.world.clock.now()
  const delayMs = request.DelaySeconds === undefined ? queue.settings.delayMs : request.DelaySeconds * 1000
  const message: QueueMessage = {
    id: uuid(state.random),
    body: made.body,
    attributes: request.MessageAttributes ?? {},
    senderId: made.senderId,
    sentAt: now,
    retainedSince: now,
    visibleAt: now + (queue.fifo ? queue.settings.delayMs : delayMs),
    receiveCount: 0,
    ...pick('groupId', request.MessageGroupId),
    ...pick('deduplicationId', made.deduplicationId),
    ...pick('traceHeader', request.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue),
    ...(queue.fifo ? { sequenceNumber: String(queue.nextSequence++) } : {}),
  }
  queue.messages.push(message)
  return message
}

function requireBody(request: MessageRequest, queue: Queue): string {
  const { MessageBody: body, MessageAttributes: attributes = {} } = request
  if (!body) throw missing('MessageBody')
  if (FORBIDDEN_CHARACTERS.test(body)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.')
  }
  if (Object.keys(attributes).length > 10) {
    throw invalid('Number of message attributes exceeds the allowed maximum.')
  }
  if (messageBytes(body, attributes) > queue.settings.maximumBytes) {
    const limit = queue.settings.maximumBytes
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`)
  }
  return body
}

function requireAllowedDelay({ DelaySeconds: delay }: MessageRequest, queue: Queue): void {
  if (delay === undefined) return
  const value = `Value ${delay} for parameter DelaySeconds is invalid.`
  if (delay < 0 || delay > 900) throw invalid(`${value} Reason: DelaySeconds must be >= 0 and <= 900.`)
  if (queue.fifo && delay > 0) {
    throw invalid(`${value} Reason: The request include parameter that is not valid for this queue type.`)
  }
}

function requireFifoIds(request: MessageRequest, queue: Queue, body: string): string {
  if (!request.MessageGroupId) throw missing('MessageGroupId')
  requireId('MessageGroupId', request.MessageGroupId)
  const id = request.MessageDeduplicationId
  if (id !== undefined) return requireId('MessageDeduplicationId', id)
  if (queue.settings.contentBasedDeduplication) return createHash('sha256').update(body).digest('hex')
  throw invalid(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

function refuseFifoIds(request: MessageRequest): undefined {
  if (request.MessageDeduplicationId === undefined) return undefined
  const value = `Value ${request.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid.`
  throw invalid(`${value} Reason: The request include parameter that is not valid for this queue type.`)
}

function requireId(name: string, id: string): string {
  if (ID_PATTERN.test(id)) return id
  const rule = 'can only include alphanumeric and punctuation characters. 1 to 128 in length.'
  throw invalid(`Value ${id} for parameter ${name} is invalid. Reason: ${name} ${rule}`)
}

function sent(request: MessageRequest, body: string, by: { messageId: string; sequenceNumber?: string }): SentMessage {
  return {
    MessageId: by.messageId,
    MD5OfMessageBody: md5OfBody(body),
    ...pick('MD5OfMessageAttributes', md5OfAttributes(request.MessageAttributes ?? {})),
    ...pick('SequenceNumber', by.sequenceNumber),
  }
}

function pick<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

function missing(parameter: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`)
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message)
}
