import { redact } from '../redact.ts'
import { pauseFor } from './back-off.ts'
import type { Fate } from './delivery.ts'
import { type FollowedDocument, isProgress, parseFollowed } from './parse-document.ts'
import { type SlackDelivery, tellSlack } from './tell-slack.ts'

/** A message of the queue, as far as it is used. */
export interface QueuedMessage {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string }
}

/** A Slack that is slow gets no more of a batch after this: one announcement may take half a minute more. */
const batchMs = 12_000

/** Tells Slack what a batch of the queue holds; names the messages that are to be shown again. */
export function deliverToSlack(delivery: SlackDelivery) {
  return async (event: {
    readonly Records: readonly QueuedMessage[]
  }): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
    const batchItemFailures: { itemIdentifier: string }[] = []
    const until = delivery.clock.now() + batchMs
    let pause: Fate | undefined
    // One after the other: Slack takes a message a second. When it takes none, the rest does not try in turn.
    for (const message of event.Records) {
      if (delivery.clock.now() >= until) pause ??= { kind: 'back', afterSeconds: 1, restToo: true }
      const fate = pause ?? (await deliverOne(delivery, message))
      if (fate.kind !== 'back') continue
      await delay(delivery, message, fate.afterSeconds)
      batchItemFailures.push({ itemIdentifier: message.messageId })
      if (fate.restToo) pause = fate.own ? { kind: 'back', restToo: true } : fate
    }
    return { batchItemFailures }
  }
}

async function deliverOne(delivery: SlackDelivery, message: QueuedMessage): Promise<Fate> {
  try {
    const fate = await fateOf(delivery, message)
    if (fate.kind !== 'dead') return fate
    await delivery.queue.deadLetter(message.body, fate.reason)
    await fate.settle?.()
    return fate
  } catch (error) {
    // Given back, nothing is lost: what fails here (a table, a secret, a permission) heals or is mended by people.
    delivery.log.error('announcement cannot be told yet', { messageId: message.messageId, reason: textOf(error) })
    // The rest would meet the same, one time limit after the other, until the function's own ends it.
    return { kind: 'back', restToo: true }
  }
}

async function fateOf(delivery: SlackDelivery, message: QueuedMessage): Promise<Fate> {
  const parsed = parseFollowed(message.body)
  if (parsed.ok) return await tell(delivery, parsed.document, receivesOf(message))
  delivery.log.error('announcement cannot be read', { messageId: message.messageId, reason: parsed.why })
  return { kind: 'dead', reason: parsed.why }
}

/** A webhook cannot edit, so it has no use for progress. */
async function tell(delivery: SlackDelivery, document: FollowedDocument, receives: number): Promise<Fate> {
  const { byBot, announces, log } = delivery
  if (byBot && announces(document.target)) return await byBot(document, log, receives)
  return isProgress(document) ? { kind: 'gone' } : await tellSlack(delivery, document)
}

/** Without its own pause a message is shown again when the queue's visibility timeout ends: later than wanted, not lost. */
async function delay({ queue, log }: SlackDelivery, message: QueuedMessage, asked: number | undefined): Promise<void> {
  const seconds = pauseFor(asked, receivesOf(message))
  try {
    await queue.delay(message.receiptHandle, seconds)
  } catch (error) {
    log.warn('message keeps the pause of its queue', { messageId: message.messageId, seconds, reason: textOf(error) })
  }
}

function receivesOf({ attributes }: QueuedMessage): number {
  return Number(attributes.ApproximateReceiveCount) || 1
}

function textOf(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error))
}
