import { AwsError, type Random, type World } from '../../kernel/service.ts'
import type { MoveTask } from './move-messages.ts'
import type { Queue } from './queue.ts'
import { queueSettings } from './queue-settings.ts'

export interface SqsState {
  readonly world: World
  readonly random: Random
  /** Where clients reach the sandbox: they follow the host inside a queue's URL. Asked late, for the port is not known at first. */
  readonly endpoint: () => string
  readonly queues: Map<string, Queue>
  /** Newest first. */
  readonly moveTasks: MoveTask[]
}

const QUEUE_NAME = /^[A-Za-z0-9_-]{1,75}(\.fifo)?$/

/** Creates the queue, or answers the one that already has this name and these attributes, as SQS does. */
export function createQueue(
  state: SqsState,
  name: string,
  attributes: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>> = {},
): Queue {
  if (!QUEUE_NAME.test(name)) {
    const rule = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
    throw new AwsError('InvalidParameterValue', rule)
  }
  const fifo = name.endsWith('.fifo')
  if (fifo !== (attributes['FifoQueue'] === 'true')) {
    throw new AwsError(
      'InvalidParameterValue',
      'A name ends with .fifo if and only if the attribute FifoQueue is true.',
    )
  }
  const existing = state.queues.get(name)
  if (existing) return sameQueue(existing, attributes)
  const { account, region, clock } = state.world
  const queue: Queue = {
    name,
    arn: `arn:aws:sqs:${region}:${account}:${name}`,
    fifo,
    createdAt: clock.now(),
    modifiedAt: clock.now(),
    tags: { ...tags },
    settings: queueSettings(attributes, fifo),
    messages: [],
    nextSequence: 18_880_000_000_000_000_000n,
    accepted: new Map(),
    listeners: new Set(),
  }
  state.queues.set(name, queue)
  return queue
}

/** @throws {AwsError} QueueDoesNotExist, also for what is neither a queue's URL nor its name */
export function queueByUrl(state: SqsState, url: unknown): Queue {
  if (typeof url !== 'string' || url === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter QueueUrl.')
  }
  const queue = state.queues.get(url.slice(url.lastIndexOf('/') + 1))
  if (queue) return queue
  throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
}

export function queueByArn(state: SqsState, arn: string): Queue | undefined {
  return state.queues.get(arn.slice(arn.lastIndexOf(':') + 1))
}

export function queueUrl(state: SqsState, queue: Queue): string {
  return `${state.endpoint()}/${state.world.account}/${queue.name}`
}

function sameQueue(existing: Queue, attributes: Readonly<Record<string, string>>): Queue {
  const wanted = queueSettings(attributes, existing.fifo, existing.settings)
  if (JSON.stringify(wanted) === JSON.stringify(existing.settings)) return existing
  throw new AwsError(
    'QueueNameExists',
    'A queue already exists with the same name and a different value for an attribute',
  )
}
