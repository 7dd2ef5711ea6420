import type { SlackMessage } from '../receivers/slack.ts'
import { buttonsIn } from '../receivers/slack-press.ts'

const PICTURES: Readonly<Record<string, string>> = {
  adhesive_bandage: '🩹',
  eyes: '👀',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  arrows_counterclockwise: '🔄',
  leftwards_arrow_with_hook: '↩️',
  no_entry_sign: '🚫',
  rotating_light: '🚨',
  warning: '⚠️',
  white_check_mark: '✅',
  x: '❌',
}

/** What people see of a message: without markup, entities and names of pictures. */
export function slackText({ body }: Pick<SlackMessage, 'body'>): string {
  const blocks = Array.isArray(body['blocks']) ? body['blocks'] : []
  const texts = blocks.length > 0 ? blocks.flatMap(textsIn) : [String(body['text'] ?? '')]
  return texts
    .join('\n')
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/:([a-z_]+):/g, (name, picture: string) => PICTURES[picture] ?? name)
    .replace(/[`*]/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

/** `[Approve]` */
function labelOf(button: object): string {
  return `[${textsIn('text' in button ? button.text : '').join('')}]`
}

/** The texts of a block, however deep: sections, contexts, fields. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  if ('type' in value && value.type === 'actions')
    return [
      buttonsIn({ blocks: [value] })
        .map(labelOf)
        .join(' '),
    ]
  if ('text' in value && typeof value.text === 'string') return [value.text]
  return Object.values(value).flatMap(textsIn)
}
