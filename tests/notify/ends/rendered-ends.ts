import type { DiscordMessage } from '../../../shared/notify/ends/discord-message.ts'
import type { TeamsMessage } from '../../../shared/notify/ends/teams-card.ts'

/** What people see of a card, a line for each block; links in brackets. */
export function shownTeams(message: TeamsMessage): string {
  const { body, actions = [] } = message.attachments[0].content
  const blocks = body.flatMap((part) => (part.type === 'Container' ? part.items : [part]))
  const lines = blocks.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
  return [...lines, ...actions.map(({ title }) => `[${title}]`)].join('\n')
}

/** What people see of an embed. */
export function shownDiscord({ embeds: [embed] }: DiscordMessage): string {
  const { title, description = '', fields, footer, url } = embed
  return [
    `${unmarked(title)}${url === undefined ? '' : ' [link]'}`,
    ...(description === '' ? [] : [unmarked(description)]),
    ...fields.map(({ name, value }) => `${name}: ${unmarked(value)}`),
    footer.text,
  ].join('\n')
}

/** A backslash before what would be markup, or a code span: read from the left, as Discord reads them. */
const plain = /\\([^0-9A-Za-z\s])|`([^`]*)`/g

/** Without markup: a backslash makes the next character plain, code spans show what is in them. */
function unmarked(text: string): string {
  return text.replace(/\*\*(Why:)\*\*/g, '$1').replace(plain, (_, escaped: string, code: string) => escaped ?? code)
}

/** What of a text Discord would still take for markup: outside of code, without a backslash before it. */
export function markupIn(text: string): string[] {
  const outside = text.replace(plain, '').replaceAll(': ', ' ')
  return outside.match(/[\\*_~`|>#[\]<@:]/g) ?? []
}

/** Every text of a card. */
export function teamsTexts(message: TeamsMessage): string[] {
  const { body, fallbackText } = message.attachments[0].content
  const blocks = body.flatMap((part) => (part.type === 'Container' ? part.items : [part]))
  return [fallbackText, ...blocks.flatMap(({ inlines }) => inlines.map(({ text }) => text))]
}
