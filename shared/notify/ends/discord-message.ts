import type { AnnouncementDocument } from '../document-schema.ts'
import { fitted } from './fitted.ts'
import { continued, type Summary, summaryOf, type Tone } from './summary.ts'

/** The body of the request to a Discord webhook: one embed, and nobody is mentioned whatever its texts say. */
export interface DiscordMessage {
  readonly embeds: readonly [DiscordEmbed]
  readonly allowed_mentions: { readonly parse: readonly [] }
}

interface DiscordEmbed {
  readonly title: string
  readonly description?: string
  readonly url?: string
  readonly color: number
  readonly fields: readonly { readonly name: string; readonly value: string; readonly inline: true }[]
  readonly footer: { readonly text: string }
  readonly timestamp: string
}

/** Red, green, blue. */
const colours: Readonly<Record<Tone, number>> = {
  good: 0x2e_a0_43,
  bad: 0xda_36_33,
  warning: 0xd2_99_22,
  neutral: 0x76_83_90,
}

/**
 * What Discord takes, in UTF-16 units: 256 of a title, 4,096 of a description, 1,024 of a field's value, 2,048 of a footer, 6,000
 * in all. With the parts below, all of them at their longest stay under it.
 */
const longestUrl = 2_000
const room = {
  target: 70,
  image: 66,
  name: 60,
  container: 40,
  why: 1_000,
  also: 500,
  done: 600,
  fact: 120,
  footer: 200,
}

export function renderDiscord(document: AnnouncementDocument): DiscordMessage {
  const summary = summaryOf(document)
  const { consoleUrl, stack, id } = summary
  const description = [...changes(summary), ...reasons(summary)].join('\n')
  const embed = {
    title: title(summary),
    ...(description !== '' && { description }),
    ...(consoleUrl !== undefined && consoleUrl.length <= longestUrl && { url: consoleUrl }),
    color: colours[summary.tone],
    fields: summary.facts.flatMap(({ label, value }) => {
      const shown = prose(value, room.fact)
      return shown === '' ? [] : [{ name: label, value: shown, inline: true as const }]
    }),
    footer: { text: fitted(`${stack} · ${id}`, room.footer, (plain) => plain) },
    timestamp: summary.at,
  }
  return { embeds: [embed], allowed_mentions: { parse: [] } }
}

function title({ mark, target, headline: { before, image, after } }: Summary): string {
  const parts = [mark, prose(target, room.target), before, prose(image, room.name)].filter((part) => part !== '')
  return `${parts.join(' ')}${continued(after)}`
}

function changes({ changes: images, changesLeftOut }: Summary): string[] {
  const lines = images.map(({ container, before, after }) => {
    const name = container === undefined ? [] : [code(container, room.container)]
    const change = before === undefined ? [] : [code(before, room.image), '→']
    return [...name, ...change, code(after, room.image)].join(' ')
  })
  return changesLeftOut > 0 ? [...lines, `and ${changesLeftOut} more`] : lines
}

function reasons({ remark, why, also, done }: Summary): string[] {
  return [
    ...(remark === undefined ? [] : [prose(remark, room.also)]),
    ...(why === undefined ? [] : [`**Why:** ${code(why, room.why)}`]),
    ...(also === undefined ? [] : [code(also, room.also)]),
    ...(done === undefined ? [] : [prose(done, room.done)]),
  ]
}

/** Words that a stranger may have chosen: in code nothing is formatted, linked, or turned into a mention or a picture. */
function code(text: string, limit: number): string {
  const plain = fitted(text, limit - 2, (shown) => shown.replaceAll('`', "'"))
  return plain === '' ? '' : `\`${plain}\``
}

/** Our own sentence with names in it. A backslash before it makes plain what Discord would take for markup. */
function prose(text: string, limit: number): string {
  return fitted(text, limit, (plain) =>
    plain
      .replace(/[\\*_~`|>#[\]<@:]/g, '\\$&')
      .replace(/^[-+](?=\s)/, '\\$&')
      .replace(/^(\d+)\.(?=\s)/, '$1\\.'),
  )
}
