import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const resume: Command = {
  name: 'resume',
  summary: 'Ends a pause and a freeze by hand; of a target also lifts its holds',
  arguments: [{ name: 'target', about: 'this one alone', optional: true }],
  options: [{ flag: '--group <group>', about: 'the targets that are in this group now' }],
  examples: [
    { does: 'One target', line: 'longshore resume api-production' },
    { does: 'What was paused as a whole', line: 'longshore resume' },
  ],
  run: (given, context) => carryOut(context, 'resume', { target: given.text('target'), group: given.text('group') }),
}
