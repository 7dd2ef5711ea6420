import { redact } from '../../redact.ts'
import { pauseFor } from '../back-off.ts'
import { type EndMessage, readEndMessage, writeToEnd } from './end-message.ts'
import { type EndsDelivery, type Fate, keysOf, tellEnd } from './tell-end.ts'
import { wants } from './wants.ts'

/** A message of the queue, as far as it is used. */
export interface QueuedMessage {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string }
}

interface Received {
  readonly message: QueuedMessage
  readonly read: EndMessage
}

/** Hands out what a batch of the queue holds; names the messages that are to be shown again. */
export function deliverToEnds(delivery: EndsDelivery) {
  return async (event: {
    readonly Records: readonly QueuedMessage[]
  }): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> => {
    const received = event.Records.map((message): Received => ({ message, read: readEndMessage(message.body) }))
    const byEnd = Map.groupBy(received, ({ read }) => (read.kind === 'to-end' ? read.end : ''))
    // Side by side, so that an end that hangs costs the others nothing.
    const given = await Promise.all([...byEnd.values()].map((some) => inOrder(delivery, some)))
    return { batchItemFailures: given.flat().map((itemIdentifier) => ({ itemIdentifier })) }
  }
}

/** One after the other: when the end takes nothing, the rest does not try in turn. */
async function inOrder(delivery: EndsDelivery, received: readonly Received[]): Promise<string[]> {
  const back: string[] = []
  let pause: Fate | undefined
  for (const one of received) {
    const fate = pause ?? (await deliverOne(delivery, one))
    if (fate.kind !== 'back') continue
    await delay(delivery, one.message, fate.afterSeconds)
    back.push(one.message.messageId)
    if (fate.restToo) pause = fate
  }
  return back
}

async function deliverOne(delivery: EndsDelivery, { message, read }: Received): Promise<Fate> {
  const keys = {
    messageId: message.messageId,
    ...(read.kind === 'to-end' && keysOf({ name: read.end }, read.document)),
  }
  try {
    const fate = await fateOf(delivery, read)
    if (fate.kind === 'dead') await delivery.queue.deadLetter(message.body, fate.reason)
    return fate
  } catch (error) {
    // Given back, nothing is lost: what fails here (a table, a secret, a permission) heals or is mended by people.
    delivery.log.error('end cannot be told yet', { ...keys, reason: textOf(error) })
    return { kind: 'back', restToo: true }
  }
}

async function fateOf(delivery: EndsDelivery, read: EndMessage): Promise<Fate> {
  switch (read.kind) {
    case 'unreadable':
      delivery.log.error('announcement cannot be read', { reason: read.why })
      return { kind: 'dead', reason: read.why }
    case 'published':
      return await split(delivery, read.document)
    case 'to-end': {
      const end = delivery.ends.find(({ name }) => name === read.end)
      if (end) return await tellEnd(delivery, end, read.document)
      delivery.log.info('end is not configured any more', keysOf({ name: read.end }, read.document))
      return { kind: 'gone' }
    }
  }
}

/** Each end gets a message of its own: its own pauses, its own dead letter. What is sent twice by that is told once: claims. */
async function split(
  { ends, queue }: EndsDelivery,
  document: Extract<EndMessage, { kind: 'published' }>['document'],
): Promise<Fate> {
  const wanting = ends.filter((end) => wants(end, document))
  await Promise.all(wanting.map(({ name }) => queue.send(writeToEnd(name, document))))
  return { kind: 'gone' }
}

/** Without its own pause a message is shown again when the queue's visibility timeout ends: later than wanted, not lost. */
async function delay({ queue, log }: EndsDelivery, message: QueuedMessage, asked: number | undefined): Promise<void> {
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
