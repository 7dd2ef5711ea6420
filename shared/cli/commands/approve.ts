import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const approve: Command = {
  name: 'approve',
  summary: 'Lets the deployment go on that waits for a person',
  arguments: [{ name: 'target', about: 'where it waits' }],
  options: [{ flag: '--deployment <id>', about: 'only this one, not what took its place meanwhile' }],
  examples: [{ does: 'Whatever waits there', line: 'longshore approve api-production' }],
  run: (given, context) =>
    carryOut(context, 'approve', { target: given.argument('target'), deployment: given.text('deployment') }),
}
