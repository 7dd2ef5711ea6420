import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const reject: Command = {
  name: 'reject',
  summary: 'Ends the deployment that waits for an approval: it is not wanted',
  arguments: [{ name: 'target', about: 'where it waits' }],
  options: [
    { flag: '--deployment <id>', about: 'only this one, not what took its place meanwhile' },
    { flag: '--reason <text>', about: 'told with it' },
  ],
  examples: [{ does: 'Not today', line: 'longshore reject api-production --reason "the migration is not ready"' }],
  run: (given, context) =>
    carryOut(context, 'reject', {
      target: given.argument('target'),
      deployment: given.text('deployment'),
      reason: given.text('reason'),
    }),
}
