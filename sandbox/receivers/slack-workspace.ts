import { slackLimitBroken } from './slack-limits.ts'

/** How a message looked from a moment on. */
export interface MessageVersion {
  /** World time, epoch ms. */
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A message that a bot posted. */
export interface BotMessage {
  /** Id of the channel. */
  readonly channel: string
  readonly ts: string
  /** The `ts` of the message that it replies to. */
  readonly thread?: string
  /** A reply that the channel sees, too. */
  readonly broadcast: boolean
  /** As posted, then as edited, in order. */
  readonly versions: MessageVersion[]
  deleted: boolean
}

/** What `ok: false` carries, or the answer to a call. */
export type ApiAnswer = { readonly error: string; readonly detail?: string } | { readonly message: BotMessage }

/** Channels and messages as Slack's Web API shows them to a bot. */
export interface SlackWorkspace {
  /** In order of posting, deleted ones too. */
  readonly messages: BotMessage[]
  /** Posts and edits, oldest first: `version` counts from 0. */
  readonly writes: { readonly at: number; readonly message: BotMessage; readonly version: number }[]
  /** Who is in which user group; `undefined`: the bot may not ask. */
  readonly groups: Map<string, readonly string[] | undefined>
  post(given: Readonly<Record<string, unknown>>, at: number): ApiAnswer
  update(given: Readonly<Record<string, unknown>>, at: number): ApiAnswer
}

/** A workspace that the bot is a member of in every channel. */
export function createWorkspace(): SlackWorkspace {
  const messages: BotMessage[] = []
  const writes: SlackWorkspace['writes'] = []
  let posted = 0

  /** Seconds and six digits, unique and growing. */
  function nextTs(at: number): string {
    posted += 1
    return `${Math.floor(at / 1000)}.${String(posted).padStart(6, '0')}`
  }

  const find = (channel: unknown, ts: unknown) =>
    messages.find((one) => one.channel === channel && one.ts === ts && !one.deleted)

  return {
    messages,
    writes,
    groups: new Map(),
    post(given, at) {
      const channel = channelId(given['channel'])
      const body = bodyOf(given)
      const broken = slackLimitBroken(body)
      if (channel === undefined) return { error: 'channel_not_found' }
      if (broken) return broken
      const { thread_ts: thread } = given
      if (thread !== undefined && !find(channel, thread)) return { error: 'thread_not_found' }
      const message: BotMessage = {
        channel,
        ts: nextTs(at),
        ...(thread === undefined ? {} : { thread: String(thread) }),
        broadcast: given['reply_broadcast'] === 'true',
        versions: [{ at, body }],
        deleted: false,
      }
      messages.push(message)
      writes.push({ at, message, version: 0 })
      return { message }
    },
    update(given, at) {
      // Unlike chat.postMessage it takes no names.
      const message = find(given['channel'], given['ts'])
      const body = bodyOf(given)
      const broken = slackLimitBroken(body)
      if (!message)
        return { error: channelId(given['channel']) === given['channel'] ? 'message_not_found' : 'channel_not_found' }
      if (broken) return broken
      message.versions.push({ at, body })
      writes.push({ at, message, version: message.versions.length - 1 })
      return { message }
    },
  }
}

function channelId(channel: unknown): string | undefined {
  if (typeof channel !== 'string') return undefined
  if (/^[CGD][A-Z0-9]{2,}$/.test(channel)) return channel
  return channel.startsWith('#') ? `C${channel.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}` : undefined
}

/** Blocks come as JSON in a form field. */
function bodyOf({ text, blocks }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { text, ...(typeof blocks === 'string' ? { blocks: parseBlocks(blocks) } : {}) }
}

function parseBlocks(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
