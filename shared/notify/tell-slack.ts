import type { FetchFunction } from '@slack/webhook'
import type { QuietHours, SecretName, SlackAction } from '../config/normalised.ts'
import type { Claims, Clock, SecretValues, SlackQueue } from '../ports.ts'
import { redact } from '../redact.ts'
import { type DeliveryLog, type Fate, nameOf } from './delivery.ts'
import type { AnnouncementDocument } from './document-schema.ts'
import { keysOf } from './log-keys.ts'
import type { FollowedDocument } from './parse-document.ts'
import { type Posted, postToSlack } from './post-to-slack.ts'
import { withButtons } from './slack/buttons.ts'
import { heldFor } from './slack/quiet-hours.ts'
import { calling } from './slack/routes.ts'
import { cannotWait } from './slack/urgency.ts'
import { renderSlack } from './slack-blocks.ts'
import { mendRefusal } from './slack-refusals.ts'

export interface SlackDelivery {
  readonly claims: Claims
  readonly secrets: SecretValues
  readonly queue: SlackQueue
  readonly log: DeliveryLog
  /** Absent: nobody asked for Slack. */
  readonly webhook: SecretName | undefined
  /** Whether a target's announcements go to Slack. */
  readonly announces: (target: string) => boolean
  /** Absent: a webhook is used. `receives`: how often the queue showed the message. */
  readonly byBot?: (document: FollowedDocument, log: DeliveryLog, receives: number) => Promise<Fate>
  readonly clock: Clock
  readonly quietHours?: QuietHours
  readonly mentions?: readonly string[]
  /** Which buttons messages have that are posted by a webhook; absent: none. */
  readonly buttons?: readonly SlackAction[]
  readonly fetch?: FetchFunction
}

const channel = 'slack'

/** Longer than the function may run: a claim outlives its worker only if that died. */
const leaseMs = 90_000

/** Tells Slack one announcement, unless that was done or is being done. Throws when a port cannot be reached. */
export async function tellSlack(delivery: SlackDelivery, document: AnnouncementDocument): Promise<Fate> {
  const { webhook, log, claims } = delivery
  const keys = keysOf(document)
  if (webhook === undefined || !delivery.announces(document.target)) {
    log.debug('announcement is not for slack', keys)
    return { kind: 'gone' }
  }
  const held = cannotWait(document) ? 0 : heldFor(delivery.quietHours, Date.parse(document.at), delivery.clock.now())
  if (held > 0) return { kind: 'back', afterSeconds: held, restToo: false }
  const claim = await claims.claim(document.id, channel, leaseMs)
  // The other worker marks it done, and this double is dropped when it shows again.
  if (claim === 'taken') return { kind: 'back', afterSeconds: leaseMs / 1_000, restToo: false }
  if (claim === 'claimed') return await tellClaimed(delivery, document, webhook)
  log.info('announcement was told before', keys)
  return { kind: 'gone' }
}

async function tellClaimed(
  delivery: SlackDelivery,
  document: AnnouncementDocument,
  webhook: SecretName,
): Promise<Fate> {
  const posted = await post(delivery, document, webhook)
  const keys = keysOf(document)
  if (posted.kind === 'posted') {
    await noteDone(delivery, document)
    delivery.log.info('announcement told', keys)
    return { kind: 'gone' }
  }
  await delivery.claims.release(document.id, channel)
  if (posted.kind === 'refused') {
    const reason = `${posted.why}. ${mendRefusal(posted.why, nameOf(webhook))}`
    delivery.log.error('slack refuses the announcement', { ...keys, reason })
    return { kind: 'dead', reason }
  }
  delivery.log.warn('slack takes no messages at the moment', { ...keys, reason: posted.why })
  return { kind: 'back', afterSeconds: posted.kind === 'limited' ? posted.afterSeconds : undefined, restToo: true }
}

async function post(delivery: SlackDelivery, document: AnnouncementDocument, webhook: SecretName): Promise<Posted> {
  try {
    const told = calling(renderSlack(document), document, delivery.mentions ?? [])
    const message = withButtons(told, document, delivery.buttons)
    return await postToSlack(await readUrl(delivery, webhook), message, delivery.fetch)
  } catch (error) {
    await delivery.claims.release(document.id, channel)
    throw error
  }
}

/** It was told, so giving it back would tell it twice: that the note is missing matters only if the queue doubles it. */
async function noteDone({ claims, log }: SlackDelivery, document: AnnouncementDocument): Promise<void> {
  try {
    await claims.done(document.id, channel)
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error))
    log.warn('announcement told, but that could not be noted: a double would be told again', {
      ...keysOf(document),
      reason,
    })
  }
}

async function readUrl({ secrets }: SlackDelivery, webhook: SecretName): Promise<string> {
  const url = (await secrets.read(webhook)).trim()
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new Error(`Cannot post to Slack: ${nameOf(webhook)} holds no URL. Store there the URL of an incoming webhook.`)
}
