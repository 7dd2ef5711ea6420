import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { messageOf } from '../message-of.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'Says which targets would take an image if it were pushed now, and why not the others',
  arguments: [{ name: 'image', about: 'repository and tag or digest, as in team/api:v1.2.3' }],
  options: [{ flag: '--target <target>', about: 'this one alone: then the repository may be left out' }],
  examples: [
    { does: 'Who takes this version?', line: 'longshore explain team/api:v1.3.0' },
    { does: 'Why does this one not?', line: 'longshore explain v1.3.0 --target api-production' },
  ],
  async run(given, context) {
    const answer = await askStack(context, 'explain', { image: given.argument('image'), target: given.text('target') })
    const words = messageOf(answer, 'explain')
    context.terminal.print(context.json ? JSON.stringify(answer) : words)
    return done
  },
}
