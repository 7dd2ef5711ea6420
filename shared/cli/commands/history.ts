import { History, readAnswer } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { historyTable } from '../show/history-table.ts'

export const history: Command = {
  name: 'history',
  summary: 'Lists how deployments ended, newest first',
  arguments: [{ name: 'target', about: 'of this one alone', optional: true }],
  options: [
    { flag: '--group <group>', about: 'of the targets of this group' },
    { flag: '--outcome <outcome>', about: 'those that ended like this, as in rolled-back' },
    { flag: '--limit <number>', about: 'at most so many, up to 100 (default: 20)', isCount: true },
    { flag: '--before <id>', about: 'older than this deployment: where the page before ended' },
  ],
  examples: [
    { does: 'The last deployments of a target', line: 'longshore history api-production --limit 5' },
    { does: 'What went wrong anywhere', line: 'longshore history --outcome rolled-back' },
  ],
  async run(given, context) {
    const answer = await askStack(context, 'history', {
      ...{ target: given.text('target'), group: given.text('group'), outcome: given.text('outcome') },
      ...{ limit: given.count('limit'), before: given.text('before') },
    })
    const told = readAnswer(History, answer, 'history')
    const { terminal } = context
    terminal.print(context.json ? JSON.stringify(answer) : historyTable(told.deployments, terminal).join('\n'))
    if (told.before !== undefined) terminal.complain(`There are older ones: --before ${told.before}`)
    return done
  },
}
