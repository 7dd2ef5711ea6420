import type { SlackRoute, SlackSettings } from '../../config/normalised.ts'
import type { AnnouncementDocument } from '../document-schema.ts'
import type { SlackMessage } from '../slack-blocks.ts'
import { section } from '../slack-parts.ts'
import { isFailure, toldName } from './urgency.ts'

/** A bot's channel and its routes. */
export type Routing = Pick<NonNullable<SlackSettings['bot']>, 'channel' | 'routes'> & Pick<SlackSettings, 'mentions'>

/** The channel that the messages of a target live in: that of the first route to it that is not for some outcomes only. */
export function homeOf(target: string, { channel, routes = [] }: Routing): string {
  return routes.find((route) => leads(route, target) && !route.outcomes && route.channel)?.channel ?? channel
}

/** The channels besides the home that are told of something, each with who is mentioned there. */
export function besides(
  document: AnnouncementDocument,
  routing: Routing,
): readonly { readonly channel: string; readonly mention: readonly string[] }[] {
  const home = homeOf(document.target, routing)
  const found = new Map<string, readonly string[]>()
  for (const route of routing.routes ?? []) {
    const { channel, mention = routing.mentions ?? [] } = route
    if (channel === undefined || channel === home || found.has(channel) || !route.outcomes) continue
    if (concerns(route, document)) found.set(channel, mention)
  }
  return [...found].map(([channel, mention]) => ({ channel, mention }))
}

/** Who is mentioned in the home of a target. */
export function mentionedAtHome(document: AnnouncementDocument, routing: Routing): readonly string[] {
  const home = homeOf(document.target, routing)
  const route = routing.routes?.find((one) => one.mention && concerns(one, document) && (one.channel ?? home) === home)
  return route?.mention ?? routing.mentions ?? []
}

function concerns(route: SlackRoute, document: AnnouncementDocument): boolean {
  return leads(route, document.target) && (route.outcomes?.includes(toldName(document)) ?? true)
}

function leads({ targets }: SlackRoute, target: string): boolean {
  return targets.some((source) => new RegExp(source).test(target))
}

/** The message with the people that are called when it tells of a failure. */
export function calling(
  message: SlackMessage,
  document: AnnouncementDocument,
  people: readonly string[],
): SlackMessage {
  if (people.length === 0 || !isFailure(document)) return message
  const [first, ...rest] = message.blocks
  const mentions = section(people.map(mention).join(' '))
  return { ...message, blocks: first ? [first, mentions, ...rest] : [mentions] }
}

function mention(id: string): string {
  return id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`
}
