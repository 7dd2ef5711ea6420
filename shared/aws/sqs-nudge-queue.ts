import { createHash } from 'node:crypto'
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs'
import type { Nudge, NudgeQueue } from '../ports.ts'
import { calling } from './refusal.ts'
import type { SqsApi } from './sqs-api.ts'

const messagesPerCall = 10

/** Some nudges were not taken; the others were. */
class NudgesNotSent extends Error {
  override name = 'NudgesNotSent' as const
  readonly targets: readonly string[]

  constructor(targets: readonly string[], why: string) {
    super(`Cannot nudge ${targets.join(', ')}: ${why}. The next tick looks at these targets anyway.`)
    this.targets = targets
  }
}

/**
 * Nudges over an SQS FIFO queue. Targets of one group (`groupOf`) are looked at by one worker at a time; a target is a group
 * of its own unless it takes turns with others.
 */
export function sqsNudgeQueue(
  client: () => Promise<SqsApi>,
  queueUrl: string,
  groupOf: (target: string) => string,
): NudgeQueue {
  return {
    async send(nudges) {
      for (let first = 0; first < nudges.length; first += messagesPerCall) {
        const some = nudges.slice(first, first + messagesPerCall)
        await sendBatch(await client(), queueUrl, some, groupOf)
      }
    },
  }
}

async function sendBatch(
  api: SqsApi,
  queueUrl: string,
  nudges: readonly Nudge[],
  groupOf: (target: string) => string,
): Promise<void> {
  const doing = { action: 'sqs:SendMessage', subject: 'nudges to the queue' }
  const Entries = nudges.map((nudge, position) => entryOf(nudge, position, groupOf(nudge.target)))
  const { Failed = [] } = await calling(doing, () => api.sendBatch({ QueueUrl: queueUrl, Entries }))
  if (Failed.length === 0) return
  const targets = Failed.flatMap(({ Id }) => nudges[Number(Id)]?.target ?? [])
  throw new NudgesNotSent(targets, [...new Set(Failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; '))
}

function entryOf(nudge: Nudge, position: number, group: string): SendMessageBatchRequestEntry {
  return {
    Id: String(position),
    MessageBody: JSON.stringify(nudge),
    MessageGroupId: group,
    MessageDeduplicationId: deduplicationId(nudge.dedupId),
  }
}

/** SQS takes 128 characters, letters, digits and punctuation; anything else goes by its hash. */
export function deduplicationId(id: string): string {
  return /^[\x21-\x7e]{1,128}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}
