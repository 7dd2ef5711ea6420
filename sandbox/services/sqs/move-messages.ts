import { AwsError } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { announceChange, type Queue, type QueueMessage } from './queue.ts'
import { queueByArn, type SqsState } from './sqs-state.ts'

/** A task that has ended, as ListMessageMoveTasks gives it. */
export interface MoveTask {
  readonly Status: 'COMPLETED' | 'FAILED'
  readonly SourceArn: string
  readonly DestinationArn?: string
  readonly ApproximateNumberOfMessagesMoved: number
  readonly ApproximateNumberOfMessagesToMove: number
  /** `CouldNotDetermineMessageSource`: sent to the dead-letter queue rather than moved there, and no destination was given. */
  readonly FailureReason?: string
  /** Epoch milliseconds. */
  readonly StartedTimestamp: number
}

/**
 * Moves everything at once; the real task takes its time. As the real one it is started without a word about messages that it
 * cannot move: that it failed, and why, is told by ListMessageMoveTasks alone, and what it has not moved stays.
 * @throws {AwsError} ResourceNotFoundException when there is no such source or destination
 */
export function startMoveTask(state: SqsState, input: Input): object {
  const now = state.world.clock.now()
  const source = existing(state, 'SourceArn', input['SourceArn'])
  const given = input['DestinationArn'] ? existing(state, 'DestinationArn', input['DestinationArn']) : undefined
  const all = source.messages.length
  const moved = moveAll(state, source, given)
  state.moveTasks.unshift({
    Status: moved < all ? 'FAILED' : 'COMPLETED',
    SourceArn: source.arn,
    ...(given ? { DestinationArn: given.arn } : {}),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: all,
    ...(moved < all ? { FailureReason: 'CouldNotDetermineMessageSource' } : {}),
    StartedTimestamp: now,
  })
  return { TaskHandle: Buffer.from(`${source.arn}:${now}`).toString('base64') }
}

/** The newest task of a queue first; one unless more are asked for, ten at most. */
export function listMoveTasks(state: SqsState, input: Input): object {
  const { arn } = existing(state, 'SourceArn', input['SourceArn'])
  const tasks = state.moveTasks.filter(({ SourceArn }) => SourceArn === arn)
  return { Results: tasks.slice(0, Math.min(Number(input['MaxResults'] ?? 1), 10)) }
}

/** How many were moved before one of them could not be. */
function moveAll(state: SqsState, source: Queue, given: Queue | undefined): number {
  const moving = [...source.messages]
  for (const [index, message] of moving.entries()) {
    const destination = given ?? queueByArn(state, message.deadLetterSource ?? '')
    if (!destination) return index
    source.messages = source.messages.filter((other) => other !== message)
    destination.messages.push(asNew(destination, message, state.world.clock.now()))
    announceChange(destination, state.world.clock)
  }
  return moving.length
}

function asNew(destination: Queue, message: QueueMessage, now: number): QueueMessage {
  const { receiptHandle: _, firstReceivedAt: __, deadLetterSource: ___, sequenceNumber: ____, ...kept } = message
  const sequence = destination.fifo ? { sequenceNumber: String(destination.nextSequence++) } : {}
  return { ...kept, ...sequence, sentAt: now, retainedSince: now, visibleAt: now, receiveCount: 0 }
}

function existing(state: SqsState, name: string, arn: string | undefined): Queue {
  const queue = queueByArn(state, arn ?? '')
  if (queue) return queue
  const what = `The resource that you specified for the ${name} parameter does not exist.`
  throw new AwsError('ResourceNotFoundException', what)
}
