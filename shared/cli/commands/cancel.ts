import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const cancel: Command = {
  name: 'cancel',
  summary: 'Ends the deployment that waits or is in progress',
  details: 'What was already changed goes back to the newest proven release.',
  arguments: [{ name: 'target', about: 'where' }],
  options: [
    { flag: '--deployment <id>', about: 'only this one, not what took its place meanwhile' },
    { flag: '--reason <text>', about: 'told with it' },
  ],
  examples: [{ does: 'Take it back', line: 'longshore cancel api-production --reason "the wrong branch"' }],
  run: (given, context) =>
    carryOut(context, 'cancel', {
      target: given.argument('target'),
      deployment: given.text('deployment'),
      reason: given.text('reason'),
    }),
}
