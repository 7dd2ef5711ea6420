import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { listMoveTasks, startMoveTask } from './move-messages.ts'
import { dropExpired, isInFlight, type Queue } from './queue.ts'
import { queueSettings, settingsAsAttributes } from './queue-settings.ts'
import { createQueue, queueByUrl, queueUrl, type SqsState } from './sqs-state.ts'

/** The operations on queues themselves; those on messages are in message-operations.ts. */
export function queueOperations(state: SqsState): Record<string, Operation> {
  const at = (input: Input) => queueByUrl(state, input['QueueUrl'])
  return {
    CreateQueue: (input) => {
      const queue = createQueue(state, input['QueueName'] ?? '', input['Attributes'] ?? {}, input['tags'] ?? {})
      return { QueueUrl: queueUrl(state, queue) }
    },
    DeleteQueue: (input) => {
      state.queues.delete(at(input).name)
      return {}
    },
    GetQueueUrl: (input) => ({ QueueUrl: queueUrl(state, queueByUrl(state, input['QueueName'])) }),
    ListQueues: (input) => listQueues(state, input['QueueNamePrefix'] ?? ''),
    GetQueueAttributes: (input) => getAttributes(state, at(input), input['AttributeNames'] ?? []),
    SetQueueAttributes: (input) => {
      const queue = at(input)
      queue.settings = queueSettings(input['Attributes'] ?? {}, queue.fifo, queue.settings)
      queue.modifiedAt = state.world.clock.now()
      return {}
    },
    PurgeQueue: (input) => {
      at(input).messages = []
      return {}
    },
    ListQueueTags: (input) => ({ Tags: at(input).tags }),
    TagQueue: (input) => {
      Object.assign(at(input).tags, input['Tags'])
      return {}
    },
    ListDeadLetterSourceQueues: (input) => {
      const { arn } = at(input)
      const sources = [...state.queues.values()].filter((q) => q.settings.redrive?.deadLetterTargetArn === arn)
      return { queueUrls: sources.map((source) => queueUrl(state, source)) }
    },
    StartMessageMoveTask: (input) => startMoveTask(state, input),
    ListMessageMoveTasks: (input) => listMoveTasks(state, input),
  }
}

function listQueues(state: SqsState, prefix: string): object {
  const queues = [...state.queues.values()].filter((queue) => queue.name.startsWith(prefix))
  return { QueueUrls: queues.map((queue) => queueUrl(state, queue)) }
}

function getAttributes(state: SqsState, queue: Queue, names: readonly string[]): object {
  const now = state.world.clock.now()
  dropExpired(queue, now)
  const inFlight = queue.messages.filter((message) => isInFlight(message, now)).length
  const hidden = queue.messages.filter((message) => message.visibleAt > now).length
  const all: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.messages.length - hidden),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(hidden - inFlight),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...settingsAsAttributes(queue.settings, queue.fifo),
  }
  if (names.includes('All')) return { Attributes: all }
  const unknown = names.find((name) => !(name in all) && name !== 'RedrivePolicy' && name !== 'Policy')
  if (unknown) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
  return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) }
}
