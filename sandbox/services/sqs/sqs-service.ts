import type { Service, World } from '../../kernel/service.ts'
import { messageOperations } from './message-operations.ts'
import { listen, type Queue, type QueueMessage } from './queue.ts'
import { queueOperations } from './queue-operations.ts'
import { type ReceiveOptions, receiveMessages } from './receive-message.ts'
import { type MessageRequest, type SentMessage, sendMessage } from './send-message.ts'
import { deleteMessage } from './settle-message.ts'
import { createQueue, queueByArn, queueUrl, type SqsState } from './sqs-state.ts'

/** Set-up and read-back of queues without the wire; queues are named by name or ARN. */
export interface SqsControl {
  /** Attributes in the API's names, all values strings. */
  createQueue(name: string, attributes?: Readonly<Record<string, string>>): Queue
  has(queue: string): boolean
  queue(queue: string): Queue
  names(): string[]
  url(queue: string): string
  send(queue: string, request: MessageRequest, senderId: string): SentMessage
  receive(queue: string, options: ReceiveOptions): QueueMessage[]
  delete(queue: string, message: QueueMessage): void
  /** What the queue holds now, visible or not, oldest first. */
  messages(queue: string): readonly QueueMessage[]
  /** Runs `listener` whenever something may be receivable; gives the function that ends it. */
  listen(queue: string, listener: () => void): () => void
}

/**
 * SQS with standard and FIFO queues, wholly on the world's clock.
 * @param endpoint where clients reach the sandbox, for queue URLs
 */
export function sqsService(world: World, endpoint: () => string): { service: Service; control: SqsControl } {
  const state: SqsState = { world, random: world.random.fork('sqs'), endpoint, queues: new Map(), moveTasks: [] }
  const operations = { ...queueOperations(state), ...messageOperations(state) }
  return { service: { name: 'sqs', operations }, control: sqsControl(state) }
}

function sqsControl(state: SqsState): SqsControl {
  const at = (name: string): Queue => {
    const queue = queueByArn(state, name)
    if (queue) return queue
    const known = [...state.queues.keys()].join(', ') || 'none'
    throw new Error(`Cannot find the queue ${name}: the sandbox has ${known}. Create it first.`)
  }
  return {
    createQueue: (name, attributes = {}) => createQueue(state, name, attributes),
    has: (name) => queueByArn(state, name) !== undefined,
    queue: at,
    names: () => [...state.queues.keys()],
    url: (name) => queueUrl(state, at(name)),
    send: (name, request, senderId) => sendMessage(state, at(name), request, senderId),
    receive: (name, options) => receiveMessages(state, at(name), options),
    delete: (name, message) => deleteMessage(state, at(name), message.receiptHandle),
    messages: (name) => at(name).messages,
    listen: (name, listener) => listen(at(name), state.world.clock, listener),
  }
}
