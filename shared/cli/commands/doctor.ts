import * as z from 'zod'
import { askStack } from '../ask-stack.ts'
import { caller } from '../caller.ts'
import type { Command } from '../command.ts'
import { done, refused } from '../exit-code.ts'
import { messageOf } from '../message-of.ts'
import { cleanLines } from '../show/clean.ts'

const errorsFound = 3

export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks the account against longshore.yml, and changes nothing',
  details:
    'Looks at everything that a deployment will depend on: what targets are, registries, rights, event rules, Slack and SNS. ' +
    'Each finding says what is wrong, why it matters and how to mend it: docs/doctor.md. Notes alone end with 0, warnings with 1.',
  options: [{ flag: '--send-test', about: 'really send a message to Slack and to the SNS topic' }],
  examples: [
    { does: 'Is everything ready?', line: 'longshore doctor' },
    { does: 'For a script', line: 'longshore doctor --json' },
  ],
  exits: { 3: 'something is wrong that will fail' },
  async run(given, context) {
    const payload = given.flag('sendTest') ? { sendTest: true, by: await caller(context) } : {}
    const answer = await askStack(context, 'doctor', payload)
    const words = cleanLines(messageOf(answer, 'doctor'))
    context.terminal.print(context.json ? JSON.stringify(answer) : words)
    return exitOf(answer)
  },
}

const Answer = z.object({ severity: z.enum(['none', 'note', 'warning', 'error']) })

/** An answer that cannot be read is as bad as an error. */
function exitOf(answer: unknown): number {
  const parsed = Answer.safeParse(answer)
  if (!parsed.success || parsed.data.severity === 'error') return errorsFound
  return parsed.data.severity === 'warning' ? refused : done
}
