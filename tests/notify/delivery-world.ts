import type { SecretName } from '../../shared/config/normalised.ts'
import type { Announcement } from '../../shared/domain/announcement.ts'
import { deliverToSlack, type QueuedMessage } from '../../shared/notify/deliver-to-slack.ts'
import { renderDocument } from '../../shared/notify/document.ts'
import type { SlackDelivery } from '../../shared/notify/tell-slack.ts'
import type { Claims } from '../../shared/ports.ts'
import { memoryClaims } from '../fakes/memory-claims.ts'
import { aPlace } from './announcements.ts'

const webhook: SecretName = { ssm: '/longshore/slack' }

/** What the world looks like after a batch. */
export interface DeliveryWorld {
  readonly deliver: (...messages: QueuedMessage[]) => Promise<string[]>
  readonly claims: Claims
  /** Seconds until a message is shown again, by receipt handle. */
  readonly pauses: Map<string, number>
  readonly dead: { readonly body: string; readonly reason: string }[]
  readonly log: { readonly level: string; readonly message: string; readonly fields: Record<string, unknown> }[]
  /** Milliseconds; the leases of claims end by it. */
  readonly clock: { time: number }
}

export function aDeliveryWorld(url: string, changes: Partial<SlackDelivery> = {}): DeliveryWorld {
  const clock = { time: 0 }
  const claims = memoryClaims({ now: () => clock.time })
  const pauses = new Map<string, number>()
  const dead: DeliveryWorld['dead'] = []
  const log: DeliveryWorld['log'] = []
  const write = (level: string) => (message: string, fields: Record<string, unknown>) =>
    void log.push({ level, message, fields })
  const deliver = deliverToSlack({
    claims,
    secrets: { read: async () => url, forget: () => undefined },
    queue: {
      delay: async (handle, seconds) => void pauses.set(handle, seconds),
      deadLetter: async (body, reason) => void dead.push({ body, reason }),
    },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    webhook,
    announces: () => true,
    clock: { now: () => clock.time },
    ...changes,
  })
  return {
    deliver: async (...messages) =>
      (await deliver({ Records: messages })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    claims,
    pauses,
    dead,
    log,
    clock,
  }
}

export function aMessage(announcement: Announcement, messageId = 'm1', receives = 1): QueuedMessage {
  return aBody(JSON.stringify(renderDocument(announcement, aPlace)), messageId, receives)
}

export function aBody(body: string, messageId = 'm1', receives = 1): QueuedMessage {
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  }
}
