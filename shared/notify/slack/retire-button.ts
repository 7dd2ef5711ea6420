import type { KnownBlock } from '@slack/types'
import * as z from 'zod/mini'
import type { LivingMessage } from '../../living-ports.ts'
import type { Fate } from '../delivery.ts'
import type { OutcomeDocument } from '../document-schema.ts'
import { keysOf } from '../log-keys.ts'
import { type FollowedDocument, isProgress } from '../parse-document.ts'
import { renderSlack, type SlackMessage } from '../slack-blocks.ts'
import { renewingWeb } from './renewing-web.ts'
import { type BotDelivery, editEveryMs, later } from './tell-steps.ts'

/** A message, shown to its end, whose button makes sense as long as no other release has taken the place of its own. */
interface Offer {
  readonly deployment: string
  readonly posted: NonNullable<LivingMessage['posted']>
  /** How it looks without. */
  readonly bare: string
}

/**
 * One message of each target offers to roll back: that of its newest success. Takes the button off the one before, and off this one
 * when a newer one was told first.
 */
export async function retireButton(delivery: BotDelivery, document: FollowedDocument): Promise<Fate> {
  const { buttons = [], messages } = delivery
  if (isProgress(document) || document.kind !== 'outcome' || document.outcome !== 'succeeded') return gone
  if (!buttons.includes('rollback')) return gone
  const own = await offerOf(delivery, document)
  const id = `rollback-button/${document.target}`
  const { message, write } = await messages.load(id)
  const known = message && parse(message)
  if (!own || known?.deployment === own.deployment) return gone
  // Ids of deployments grow with the time of what started them.
  const [newest, other] = known && known.deployment > own.deployment ? [known, own] : [own, known]
  const kept = other && (await takeOff(delivery, document, other))
  if (kept) return kept
  if (newest !== own) return gone
  return (await messages.save(id, remembered(own), write)) === 'saved' ? gone : later(editEveryMs / 1_000)
}

const gone: Fate = { kind: 'gone' }

async function offerOf({ messages }: BotDelivery, document: OutcomeDocument): Promise<Offer | undefined> {
  const { id } = document.deployment
  const { message } = await messages.load(id)
  return message?.posted && message.ended
    ? { deployment: id, posted: message.posted, bare: JSON.stringify(renderSlack(document)) }
    : undefined
}

/** What was told waits in the queue as long as its button is retired: so often, and then it is but a button. */
const mostReceives = 10

/** @returns when to try again; undefined when nobody sees the button any more, or nothing can be done about it */
async function takeOff(
  delivery: BotDelivery,
  document: OutcomeDocument,
  { posted, bare }: Offer,
): Promise<Fate | undefined> {
  const { log, receives } = delivery
  const web = await renewingWeb(delivery)
  const answer = await web.edit({ ...posted, message: messageIn(bare) })
  if (answer.kind === 'told' || answer.kind === 'missing') return undefined
  const fields = { ...keysOf(document), reason: answer.why }
  if (answer.kind === 'refused' || receives >= mostReceives) {
    log.warn('an old button stays: a press of it is refused', fields)
    return undefined
  }
  log.warn('an old button stays for now', fields)
  return { kind: 'back', afterSeconds: answer.kind === 'limited' ? answer.afterSeconds : undefined, restToo: true }
}

/** In the shape of every message that is remembered. */
function remembered({ deployment, posted, bare }: Offer): LivingMessage {
  return { posted, bare, told: [deployment], sequence: 0, editedAt: 0, busyUntil: 0, ended: true, reposts: 0 }
}

function parse({ posted, bare, told: [deployment] }: LivingMessage): Offer | undefined {
  return posted && bare !== undefined && deployment !== undefined ? { deployment, posted, bare } : undefined
}

const Bare = z.object({
  text: z.string(),
  blocks: z.array(z.custom<KnownBlock>((block) => typeof block === 'object' && block !== null && 'type' in block)),
})

function messageIn(bare: string): SlackMessage {
  return z.parse(Bare, JSON.parse(bare))
}
