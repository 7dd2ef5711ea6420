import { createClock } from '../../../sandbox/kernel/clock.ts'
import { type SlackReceiver, startSlack } from '../../../sandbox/receivers/slack.ts'
import { SLACK_TOKEN } from '../../../sandbox/receivers/slack-api.ts'
import type { BotMessage } from '../../../sandbox/receivers/slack-workspace.ts'
import { slackText } from '../../../sandbox/scenario/slack-text.ts'
import type { SecretName, SlackSettings } from '../../../shared/config/normalised.ts'
import type { Announcement, Progress } from '../../../shared/domain/announcement.ts'
import { renderDocument, renderProgress } from '../../../shared/notify/document.ts'
import { slackWeb } from '../../../shared/notify/slack/slack-web.ts'
import type { BotDelivery } from '../../../shared/notify/slack/tell-steps.ts'
import { tellWithBot } from '../../../shared/notify/slack/tell-with-bot.ts'
import { memoryLivingMessages } from '../../fakes/memory-living-messages.ts'
import { anOutcome, aPlace } from '../announcements.ts'
import { aBody, aDeliveryWorld, type DeliveryWorld } from '../delivery-world.ts'

const token: SecretName = { secret: 'longshore/slack-token' }

/** A bot, a workspace on 127.0.0.1, and what both remember. */
export interface LivingWorld extends DeliveryWorld {
  readonly slack: SlackReceiver
  readonly close: () => Promise<void>
  /** What the channel and its threads show, oldest first: `channel` and the texts of every version. */
  readonly seen: () => readonly Seen[]
}

export interface Seen {
  readonly channel: string
  readonly reply: boolean
  readonly broadcast: boolean
  readonly versions: readonly string[]
}

export interface LivingOptions {
  readonly settings?: Partial<NonNullable<SlackSettings['bot']>>
  readonly changes?: Partial<BotDelivery>
  readonly secret?: string
}

export async function aLivingWorld({
  settings,
  changes,
  secret = SLACK_TOKEN,
}: LivingOptions = {}): Promise<LivingWorld> {
  const time = { now: () => 0 }
  const slack = await startSlack({ ...createClock({ start: 0 }), now: () => time.now() })
  const bot = { token, channel: 'C0DEPLOYS', url: slack.apiUrl, ...settings }
  const messages = memoryLivingMessages()
  const secrets = { read: async () => secret, forget: () => undefined }
  const clock = { now: () => time.now() }
  const ports = {
    bot,
    web: (url: string, key: string) => slackWeb(url, key, fetch, 3_000),
    messages,
    secrets,
    clock,
    ...changes,
  }
  const world = aDeliveryWorld('', {
    byBot: (document, log, receives) => tellWithBot({ ...ports, log, receives }, document),
    clock,
  })
  time.now = () => world.clock.time
  world.clock.time = started
  return { ...world, slack, close: () => slack.stop(), seen: () => slack.botMessages().map(seen) }
}

function seen({ channel, thread, broadcast, versions }: BotMessage): Seen {
  return { channel, reply: thread !== undefined, broadcast, versions: versions.map((version) => slackText(version)) }
}

export const started = Date.parse('2026-11-16T09:00:00Z')

/** How far the deployment of `anOutcome` is. */
export function aProgress(sequence: number, changes: Partial<Progress> = {}): Progress {
  const { deployment, target } = anOutcome('succeeded', '')
  const { endedAt: _, ...soFar } = deployment
  const at = started + sequence * 10_000
  const standing = { phase: 'rolling' as const, running: sequence, desired: 4 }
  return {
    id: `${deployment.id}:progress:${sequence}`,
    target,
    at,
    sequence,
    deployment: soFar,
    ...standing,
    ...changes,
  }
}

export function progressMessage(progress: Progress, messageId = `p${progress.sequence}`) {
  return aBody(JSON.stringify(renderProgress(progress, aPlace)), messageId)
}

export function announcementMessage(announcement: Announcement, messageId = announcement.id, receives = 1) {
  return aBody(JSON.stringify(renderDocument(announcement, aPlace)), messageId, receives)
}
