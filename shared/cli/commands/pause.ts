import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const pause: Command = {
  name: 'pause',
  summary: 'Holds back every start: of a target, of a group, or of all',
  details: 'What is in progress finishes, and a revert always runs. longshore resume ends it.',
  arguments: [{ name: 'target', about: 'this one alone', optional: true }],
  options: [
    { flag: '--group <group>', about: 'the targets that are in this group now' },
    { flag: '--reason <text>', about: 'told to whoever is kept waiting' },
  ],
  examples: [
    { does: 'One target', line: 'longshore pause api-production --reason "incident 7"' },
    { does: 'Everything', line: 'longshore pause' },
  ],
  run: (given, context) =>
    carryOut(context, 'pause', {
      target: given.text('target'),
      group: given.text('group'),
      reason: given.text('reason'),
    }),
}
