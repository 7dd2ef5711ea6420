import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const rollback: Command = {
  name: 'rollback',
  summary: 'Goes back to a release that was proven here',
  details:
    'What is gone back from is held: it does not come again by itself. No freeze and no approval keeps a rollback from starting.',
  arguments: [{ name: 'target', about: 'where' }],
  options: [
    {
      flag: '--to <image>',
      about: 'tag or digest of the ledger (default: the newest usable release that does not run)',
    },
  ],
  examples: [
    { does: 'One release back', line: 'longshore rollback api-production' },
    { does: 'To this one', line: 'longshore rollback api-production --to v1.0.0' },
  ],
  run: (given, context) => carryOut(context, 'rollback', { target: given.argument('target'), to: given.text('to') }),
}
