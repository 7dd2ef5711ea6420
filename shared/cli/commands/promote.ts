import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const promote: Command = {
  name: 'promote',
  summary: 'Brings the very digests that were proven last on one target onto another',
  arguments: [
    { name: 'from', about: 'the target on which they were proven' },
    { name: 'to', about: 'the target that is to run them' },
  ],
  options: [{ flag: '--override <reason>', about: 'why a freeze does not count this time' }],
  examples: [{ does: 'What staging proved, to production', line: 'longshore promote api-staging api-production' }],
  run: (given, context) =>
    carryOut(context, 'promote', {
      from: given.argument('from'),
      to: given.argument('to'),
      override: given.text('override'),
    }),
}
