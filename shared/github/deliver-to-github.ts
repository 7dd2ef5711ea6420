import { pauseFor } from '../notify/back-off.ts'
import type { NoticeDocument } from '../notify/document-schema.ts'
import { type FollowedDocument, parseFollowed } from '../notify/parse-document.ts'
import { redact } from '../redact.ts'
import { type Desk, isLate } from './desk.ts'
import { type Fate, late, tellGithub } from './tell-github.ts'

/** A message of the queue, as far as it is used. */
export interface QueuedMessage {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string }
}

/** A GitHub that is slow gets no more of a batch after this: one document may take eight calls of four seconds each. */
const batchMs = 12_000

/** Tells GitHub what a batch of the queue holds; names the messages that are to be shown again. */
export function deliverToGithub(given: Desk) {
  return async (event: {
    readonly Records: readonly QueuedMessage[]
  }): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
    const batchItemFailures: { itemIdentifier: string }[] = []
    const desk = { ...given, until: given.clock.now() + batchMs }
    let pause: Fate | undefined
    // One after the other, as GitHub asks for. When it takes none, the rest does not try in turn.
    for (const message of event.Records) {
      if (isLate(desk)) pause ??= late
      const fate = pause ?? (await deliverOne(desk, message))
      if (fate.kind !== 'back') continue
      await delay(desk, message, fate.afterSeconds)
      batchItemFailures.push({ itemIdentifier: message.messageId })
      if (fate.restToo) pause = fate
    }
    return { batchItemFailures }
  }
}

async function deliverOne(desk: Desk, { messageId, body }: QueuedMessage): Promise<Fate> {
  const parsed = parseFollowed(body)
  const document = parsed.ok ? parsed.document : undefined
  const about = document && !isNotice(document) ? { target: document.target, deploymentId: document.deployment.id } : {}
  try {
    const fate = parsed.ok ? await fateOf(desk, parsed.document) : unreadable(desk, messageId, parsed.why)
    if (fate.kind === 'dead') await desk.queue.deadLetter(body, fate.reason)
    return fate
  } catch (error) {
    // Given back, nothing is lost: what fails here (a table, a secret, a permission) heals or is mended by people.
    desk.log.error('github cannot be told yet', { messageId, ...about, reason: textOf(error) })
    return { kind: 'back', restToo: true }
  }
}

/** Notices are for people. */
async function fateOf(desk: Desk, document: FollowedDocument): Promise<Fate> {
  return isNotice(document) ? { kind: 'gone' } : await tellGithub(desk, document)
}

function isNotice(document: FollowedDocument): document is NoticeDocument {
  return document.schema === 'longshore.announcement' && document.kind === 'notice'
}

function unreadable({ log }: Desk, messageId: string, reason: string): Fate {
  log.error('announcement cannot be read', { messageId, reason })
  return { kind: 'dead', reason }
}

/** Without its own pause a message is shown again when the queue's visibility timeout ends: later than wanted, not lost. */
async function delay({ queue, log }: Desk, message: QueuedMessage, asked: number | undefined): Promise<void> {
  const seconds = pauseFor(asked, Number(message.attributes.ApproximateReceiveCount) || 1)
  try {
    await queue.delay(message.receiptHandle, seconds)
  } catch (error) {
    log.warn('message keeps the pause of its queue', { messageId: message.messageId, seconds, reason: textOf(error) })
  }
}

function textOf(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error))
}
