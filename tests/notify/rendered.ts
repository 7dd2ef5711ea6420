import type { ActionsBlockElement, KnownBlock } from '@slack/types'
import type { SlackMessage } from '../../shared/notify/slack-blocks.ts'

/** The texts of a message, in order. */
export function textsOf(message: SlackMessage): string[] {
  return message.blocks.flatMap(textsOfBlock)
}

function textsOfBlock(block: KnownBlock): string[] {
  if (block.type === 'section' && block.text) return [block.text.text]
  if (block.type === 'context') return block.elements.map((element) => ('text' in element ? String(element.text) : ''))
  if (block.type === 'actions') return [block.elements.map(labelOf).join(' ')]
  throw new Error(`Cannot read a ${block.type} block: say here what it shows.`)
}

/** `[Approve]` */
function labelOf(element: ActionsBlockElement): string {
  return element.type === 'button' ? `[${element.text.text}]` : ''
}

const pictures: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  arrows_counterclockwise: '🔄',
  leftwards_arrow_with_hook: '↩️',
  rotating_light: '🚨',
  x: '❌',
  hourglass: '⌛',
  adhesive_bandage: '🩹',
  warning: '⚠️',
  hourglass_flowing_sand: '⏳',
  no_entry_sign: '🚫',
  eyes: '👀',
  label: '🏷️',
}

/** What people see of a message: without markup, entities and emoji names. */
export function shown(message: SlackMessage): string {
  return textsOf(message)
    .join('\n')
    .replace(/<!subteam\^([A-Z0-9]*)>/g, '@$1')
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/^:([a-z_]+):/gm, (_, name: string) => pictures[name] ?? `no picture for ${name}`)
    .replace(/[`*]/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

/** Lines on a screen that is eighty characters wide. */
export function lineCount(message: SlackMessage): number {
  return shown(message)
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(Array.from(line).length / 80)), 0)
}
