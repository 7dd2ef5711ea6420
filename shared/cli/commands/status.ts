import { readAnswer, Status } from '../answers.ts'
import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { deploymentLines } from '../show/deployment-lines.ts'
import { targetLines } from '../show/target-lines.ts'
import { targetsTable } from '../show/targets-table.ts'

export const status: Command = {
  name: 'status',
  summary: 'Tells what runs where and what is going on: all targets, one, or one deployment',
  details:
    'Of one target: what happens now, what it could go back to, what is held, how its last deployments ended. All times are UTC.',
  arguments: [{ name: 'target', about: 'this one, with all about it', optional: true }],
  options: [{ flag: '--deployment <id>', about: 'this deployment, ended or not, with its whole timeline' }],
  examples: [
    { does: 'Everything', line: 'longshore status' },
    { does: 'One target', line: 'longshore status api-production' },
  ],
  async run(given, context) {
    const target = given.text('target')
    const answer = await askStack(context, 'status', { target, deployment: given.text('deployment') })
    const told = readAnswer(Status, answer, 'status')
    const { terminal } = context
    const lines = (): readonly string[] => {
      if (told.deployment) return deploymentLines(told.deployment, terminal)
      return target === undefined ? targetsTable(told, terminal) : targetLines(told, terminal)
    }
    terminal.print(context.json ? JSON.stringify(answer) : lines().join('\n'))
    return done
  },
}
