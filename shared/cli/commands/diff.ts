import { Diff, readAnswer } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { diffLines } from '../show/diff-lines.ts'

export const diff: Command = {
  name: 'diff',
  summary: 'Shows what a deployment would change, and what would keep it from starting now',
  details:
    'Nothing is written. Without options what waits to start, else what runs once more. Of variables and secrets only names are shown.',
  arguments: [{ name: 'target', about: 'where' }],
  options: [
    { flag: '--image <image>', about: 'if this image were deployed: a tag, a digest, or either with its repository' },
    { flag: '--to <image>', about: 'if this release of the ledger were gone back to' },
  ],
  examples: [
    { does: 'Before a push, or instead of one', line: 'longshore diff api-production --image v1.2.0' },
    { does: 'Before a rollback', line: 'longshore diff api-production --to v1.0.0' },
  ],
  async run(given, context) {
    const payload = { target: given.argument('target'), image: given.text('image'), to: given.text('to') }
    const answer = await askStack(context, 'diff', payload)
    const told = readAnswer(Diff, answer, 'diff')
    const { terminal, json } = context
    terminal.print(json ? JSON.stringify(answer) : diffLines(told, terminal).join('\n'))
    return done
  },
}
