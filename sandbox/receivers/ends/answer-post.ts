import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'

export interface EndReply {
  readonly status: number
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Post {
  readonly kind: 'webhook' | 'teams' | 'discord'
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Discord: whether the sender waits for the message to be kept. */
  readonly waits: boolean
  /** World time, epoch ms. */
  readonly now: number
  readonly keys: readonly string[]
}

/** What an end of a kind answers to a post when all is well. `shown`: what people see of it, absent when it is refused. */
export function answerPost(post: Post): EndReply & { readonly shown?: string } {
  return answers[post.kind](post)
}

const answers: Readonly<Record<Post['kind'], (post: Post) => EndReply & { readonly shown?: string }>> = {
  webhook: (post) => {
    if (!isSigned(post)) return { status: 401, text: 'the signature is not by my key, or too old' }
    return parseJson(post.text) === undefined
      ? { status: 400, text: 'no JSON' }
      : { status: 204, text: '', shown: post.text }
  },
  teams: ({ text }) => {
    if (Buffer.byteLength(text) > TEAMS_BYTES) return { status: 413, text: 'RequestEntityTooLarge' }
    const message = TeamsMessage.safeParse(parseJson(text))
    if (!message.success) return { status: 400, text: 'InvalidRequestContent' }
    return { status: 202, text: '', shown: linesOf(message.data.attachments[0].content.body).join('\n') }
  },
  discord: ({ text, waits }) => {
    const message = DiscordMessage.safeParse(parseJson(text))
    if (!message.success || charactersOf(message.data) > DISCORD_CHARACTERS) {
      return { status: 400, text: '{"message":"Invalid Form Body","code":50035}' }
    }
    const shown = message.data.embeds.map(shownOf).join('\n')
    return waits ? { status: 200, text: '{"id":"1"}', shown } : { status: 204, text: '', shown }
  },
}

const TEAMS_BYTES = 28_000
const DISCORD_CHARACTERS = 6_000
const OLDEST_SECONDS = 300

function isSigned({ headers, text, now, keys }: Post): boolean {
  const timestamp = String(headers['longshore-timestamp'])
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= OLDEST_SECONDS)) return false
  const given = String(headers['longshore-signature']).split(',')
  return keys.some((key) => {
    const wanted = `v1=${createHmac('sha256', key).update(`${timestamp}.${text}`).digest('hex')}`
    return given.some((one) => one.length === wanted.length && timingSafeEqual(Buffer.from(one), Buffer.from(wanted)))
  })
}

const TeamsMessage = z.object({
  type: z.literal('message'),
  attachments: z.tuple([
    z.object({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      content: z.object({ type: z.literal('AdaptiveCard'), version: z.string(), body: z.array(z.unknown()).min(1) }),
    }),
  ]),
})

const DiscordEmbed = z.object({
  title: z.string().min(1).max(256).optional(),
  description: z.string().min(1).max(4_096).optional(),
  url: z.url().optional(),
  fields: z
    .array(z.object({ name: z.string().min(1).max(256), value: z.string().min(1).max(1_024) }))
    .max(25)
    .default([]),
  footer: z.object({ text: z.string().min(1).max(2_048) }).optional(),
  timestamp: z.iso.datetime().optional(),
})
const DiscordMessage = z.object({ embeds: z.array(DiscordEmbed).min(1).max(10) })

function charactersOf({ embeds }: z.infer<typeof DiscordMessage>): number {
  const texts = embeds.flatMap(({ title = '', description = '', fields, footer }) => [
    ...[title, description, footer?.text ?? ''],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ])
  return texts.reduce((sum, { length }) => sum + length, 0)
}

function shownOf({ title = '', description = '', fields, footer }: z.infer<typeof DiscordEmbed>): string {
  const texts = [title, description, ...fields.map(({ name, value }) => `${name}: ${value}`), footer?.text ?? '']
  return texts
    .filter((text) => text !== '')
    .join('\n')
    .replace(/\*\*|`/g, '')
    .replace(/\\([^0-9A-Za-z\s])/g, '$1')
}

/** A line for each block that holds texts, however deep. */
function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(linesOf)
  if (typeof value !== 'object' || value === null) return []
  if ('inlines' in value && Array.isArray(value.inlines)) return [value.inlines.map(textOf).join('')]
  return Object.values(value).flatMap(linesOf)
}

function textOf(inline: unknown): string {
  return typeof inline === 'object' && inline !== null && 'text' in inline ? String(inline.text) : ''
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
