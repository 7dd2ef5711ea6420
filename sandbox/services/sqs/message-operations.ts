import { AwsError, type Call, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { eachEntry } from './batch.ts'
import { messageBytes } from './message-digest.ts'
import { receivedMessage } from './message-view.ts'
import { numberBetween, receiveMessages, receiveOptions, waitForMessages } from './receive-message.ts'
import { type MessageRequest, sendMessage } from './send-message.ts'
import { changeVisibility, deleteMessage } from './settle-message.ts'
import { queueByUrl, type SqsState } from './sqs-state.ts'

const BATCH_BYTES = 1_048_576

type Entries = readonly (Input & MessageRequest & { readonly Id?: string })[]

/** The operations on messages. */
export function messageOperations(state: SqsState): Record<string, Operation> {
  const at = (input: Input) => queueByUrl(state, input['QueueUrl'])
  return {
    SendMessage: (input, call) => sendMessage(state, at(input), input, call.caller),
    SendMessageBatch: (input, call) => sendBatch(state, input, call),
    ReceiveMessage: (input) => receive(state, input),
    DeleteMessage: (input) => {
      deleteMessage(state, at(input), input['ReceiptHandle'])
      return {}
    },
    DeleteMessageBatch: (input) => {
      const queue = at(input)
      return eachEntry<Entries[number]>(input['Entries'], (entry) => {
        deleteMessage(state, queue, entry['ReceiptHandle'])
        return {}
      })
    },
    ChangeMessageVisibility: (input) => {
      changeVisibility(state, at(input), input['ReceiptHandle'], input['VisibilityTimeout'])
      return {}
    },
    ChangeMessageVisibilityBatch: (input) => {
      const queue = at(input)
      return eachEntry<Entries[number]>(input['Entries'], (entry) => {
        changeVisibility(state, queue, entry['ReceiptHandle'], entry['VisibilityTimeout'] ?? 0)
        return {}
      })
    },
  }
}

function sendBatch(state: SqsState, input: Input, call: Call): object {
  const queue = queueByUrl(state, input['QueueUrl'])
  const entries: Entries = input['Entries'] ?? []
  const sizes = entries.map((entry) => messageBytes(entry.MessageBody ?? '', entry.MessageAttributes ?? {}))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes > BATCH_BYTES) {
    const limit = `Batch requests cannot be longer than ${BATCH_BYTES} bytes. You have sent ${bytes} bytes.`
    throw new AwsError('BatchRequestTooLong', limit)
  }
  return eachEntry(entries, (entry) => sendMessage(state, queue, entry, call.caller))
}

async function receive(state: SqsState, input: Input): Promise<object> {
  const queue = queueByUrl(state, input['QueueUrl'])
  const options = receiveOptions(input)
  const waitSeconds = numberBetween(input, 'WaitTimeSeconds', 0, 20)
  const until = state.world.clock.now() + (waitSeconds === undefined ? queue.settings.waitMs : waitSeconds * 1000)
  let messages = receiveMessages(state, queue, options)
  while (messages.length === 0 && state.world.clock.now() < until) {
    await state.world.clock.parked(waitForMessages(state, queue, until - state.world.clock.now()))
    messages = receiveMessages(state, queue, options)
  }
  return messages.length === 0 ? {} : { Messages: messages.map((message) => receivedMessage(message, input)) }
}
