import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { messageOf } from '../message-of.ts'

export const stats: Command = {
  name: 'stats',
  summary: 'Tells how often, how fast and how well is deployed',
  arguments: [{ name: 'target', about: 'of this one alone', optional: true }],
  options: [
    { flag: '--group <group>', about: 'of the targets of this group' },
    { flag: '--days <number>', about: 'the last so many days, up to 365', isCount: true },
    { flag: '--month <month>', about: 'a calendar month, as in 2026-10' },
  ],
  examples: [
    { does: 'Everything, over several windows', line: 'longshore stats' },
    { does: 'A target, for machines', line: 'longshore stats api-production --days 30 --json' },
  ],
  async run(given, context) {
    const payload = {
      target: given.text('target'),
      group: given.text('group'),
      days: given.count('days'),
      month: given.text('month'),
    }
    const answer = await askStack(context, 'stats', payload)
    const words = messageOf(answer, 'stats')
    context.terminal.print(context.json ? JSON.stringify(answer) : words)
    return done
  },
}
