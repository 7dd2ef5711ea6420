import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const freeze: Command = {
  name: 'freeze',
  summary: 'Holds back every start until a time: of a target, of a group, or of all',
  details:
    'It ends by itself; longshore resume ends it before. What is pushed meanwhile goes out then, the newest alone.',
  arguments: [{ name: 'target', about: 'this one alone', optional: true }],
  options: [
    { flag: '--group <group>', about: 'the targets that are in this group now' },
    { flag: '--until <when>', about: 'an ISO time, or a duration from now such as 2h; must be given' },
    { flag: '--reason <text>', about: 'told to whoever is kept waiting' },
  ],
  examples: [{ does: 'For two hours', line: 'longshore freeze api-production --until 2h --reason "launch"' }],
  run: (given, context) =>
    carryOut(context, 'freeze', {
      target: given.text('target'),
      group: given.text('group'),
      until: given.text('until'),
      reason: given.text('reason'),
    }),
}
