import type { EndConfig, SecretName } from '../../../shared/config/normalised.ts'
import type { Announcement } from '../../../shared/domain/announcement.ts'
import { renderDocument } from '../../../shared/notify/document.ts'
import { deliverToEnds, type QueuedMessage } from '../../../shared/notify/ends/deliver-to-ends.ts'
import { writeToEnd } from '../../../shared/notify/ends/end-message.ts'
import type { EndsDelivery } from '../../../shared/notify/ends/tell-end.ts'
import type { Claims } from '../../../shared/ports.ts'
import { memoryClaims } from '../../fakes/memory-claims.ts'
import { aPlace } from '../announcements.ts'

export const key = 'k'.repeat(64)

/** What the world looks like after a batch. */
export interface EndsWorld {
  readonly deliver: (...messages: QueuedMessage[]) => Promise<string[]>
  readonly claims: Claims
  readonly secrets: Map<string, string>
  /** What was put back into the queue. */
  readonly queued: string[]
  /** Seconds until a message is shown again, by receipt handle. */
  readonly pauses: Map<string, number>
  readonly dead: { readonly body: string; readonly reason: string }[]
  readonly log: { readonly level: string; readonly message: string; readonly fields: Record<string, unknown> }[]
  /** Milliseconds; the leases of claims end by it, and it stands in signatures. */
  readonly clock: { time: number }
}

/** A world in which a second is long enough for an end to answer. */
export function anEndsWorld(ends: readonly EndConfig[], changes: Partial<EndsDelivery> = {}): EndsWorld {
  const clock = { time: Date.parse('2026-11-16T09:05:00Z') }
  const now = () => clock.time
  const claims = memoryClaims({ now })
  const secrets = new Map<string, string>()
  const queued: string[] = []
  const pauses = new Map<string, number>()
  const dead: EndsWorld['dead'] = []
  const log: EndsWorld['log'] = []
  const write = (level: string) => (message: string, fields: Record<string, unknown>) =>
    void log.push({ level, message, fields })
  const deliver = deliverToEnds({
    ends,
    claims,
    secrets: { read: async (name) => secrets.get(storeKey(name)) ?? missing(name), forget: () => undefined },
    queue: {
      send: async (body) => void queued.push(body),
      delay: async (handle, seconds) => void pauses.set(handle, seconds),
      deadLetter: async (body, reason) => void dead.push({ body, reason }),
    },
    clock: { now },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    timeoutMs: 1_000,
    ...changes,
  })
  return {
    deliver: async (...messages) =>
      (await deliver({ Records: messages })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    ...{ claims, secrets, queued, pauses, dead, log, clock },
  }
}

/** An end on this machine, with what it needs to be told. */
export function anEnd(name: string, changes: Partial<EndConfig> = {}): EndConfig {
  return { name, kind: 'webhook', url: { ssm: `/${name}` }, privateNetworks: ['127.0.0.0/8'], ...changes }
}

export const toEnd = (end: string, announcement: Announcement, messageId = 'm1', receives = 1) =>
  aBody(writeToEnd(end, renderDocument(announcement, aPlace)), messageId, receives)

export const published = (announcement: Announcement, messageId = 'm1') =>
  aBody(JSON.stringify(renderDocument(announcement, aPlace)), messageId)

export function aBody(body: string, messageId = 'm1', receives = 1): QueuedMessage {
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  }
}

function storeKey(name: SecretName): string {
  return 'ssm' in name ? name.ssm : name.secret
}

function missing(name: SecretName): never {
  throw new Error(`The parameter ${storeKey(name)} does not exist.`)
}
