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

/** Nudges over an SQS FIFO queue: one group a target, so that a target is looked at by one worker at a time. */
export function sqsNudgeQueue(client: () => Promise<SqsApi>, queueUrl: string): NudgeQueue {
  return {
    async send(nudges) {
      for (let first = 0; first < nudges.length; first += messagesPerCall) {
        await sendBatch(await client(), queueUrl, nudges.slice(first, first + messagesPerCall))
      }
    },
  }
}

async function sendBatch(api: SqsApi, queueUrl: string, nudges: readonly Nudge[]): Promise<void> {
  const doing = { action: 'sqs:SendMessage', subject: 'nudges to the queue' }
  const Entries = nudges.map(entryOf)
  const { Failed = [] } = await calling(doing, () => api.sendBatch({ QueueUrl: queueUrl, Entries }))
  if (Failed.length === 0) return
  const targets = Failed.flatMap(({ Id }) => nudges[Number(Id)]?.target ?? [])
  throw new NudgesNotSent(targets, [...new Set(Failed.map(({ Code, Message }) => `${Code}: ${Message}`))].join('; '))
}

function entryOf(nudge: Nudge, position: number): SendMessageBatchRequestEntry {
  return {
    Id: String(position),
    MessageBody: JSON.stringify(nudge),
    MessageGroupId: nudge.target,
    MessageDeduplicationId: deduplicationId(nudge.dedupId),
  }
}

/** SQS takes 128 characters, letters, digits and punctuation; anything else goes by its hash. */
export function deduplicationId(id: string): string {
  return /^[\x21-\x7e]{1,128}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}
