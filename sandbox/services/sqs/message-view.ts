import type { Input } from '../input.ts'
import { md5OfAttributes, md5OfBody } from './message-digest.ts'
import type { QueueMessage } from './queue.ts'

/** The system attributes of a received message, in the API's names. */
export function systemAttributes(message: QueueMessage): Record<string, string> {
  const all: Record<string, string | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  }
  const known = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(known)
}

/** A message as ReceiveMessage answers it: only the attributes that `input` asks for. */
export function receivedMessage(message: QueueMessage, input: Input): object {
  const asked: string[] = [...(input['MessageSystemAttributeNames'] ?? []), ...(input['AttributeNames'] ?? [])]
  const system = only(systemAttributes(message), (name) => asked.includes('All') || asked.includes(name))
  const custom = only(message.attributes, (name) => isWanted(name, input['MessageAttributeNames'] ?? []))
  const digest = md5OfAttributes(custom)
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 ? { Attributes: system } : {}),
    ...(digest === undefined ? {} : { MessageAttributes: custom, MD5OfMessageAttributes: digest }),
  }
}

function isWanted(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (wanted) => wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
  )
}

function only<V>(from: Readonly<Record<string, V>>, wanted: (name: string) => boolean): Record<string, V> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => wanted(name)))
}
