import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { messageOf } from '../message-of.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'Says which targets would take an image if it were pushed now, and why not the others',
  arguments: [{ name: 'image', about: 'repository and tag, as in team/api:v1.2.3' }],
  examples: [{ does: 'Who takes this version?', line: 'longshore explain team/api:v1.3.0' }],
  async run(given, context) {
    const answer = await askStack(context, 'explain', { image: given.argument('image') })
    const words = messageOf(answer, 'explain')
    context.terminal.print(context.json ? JSON.stringify(answer) : words)
    return done
  },
}
