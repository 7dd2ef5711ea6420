import { requireConfig } from '../../config/read-config-files.ts'
import { askStack } from '../ask-stack.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { CannotAsk, Refused } from '../refusals.ts'

export const open: Command = {
  name: 'open',
  summary: 'Asks for a signed link to the page, good for 15 minutes',
  details: 'The link alone goes to the output, so that it can be handed on: xdg-open "$(longshore open)".',
  examples: [{ does: 'A link to the page', line: 'longshore open' }],
  async run(_given, context) {
    const { config } = requireConfig(context.files, context.stage)
    if (config.page === undefined)
      throw new Refused('There is no page: the configuration does not ask for one. Write page: true, then deploy.')
    const answer = await askStack(context, 'open')
    const { url, until } = linkIn(answer)
    context.terminal.print(context.json ? JSON.stringify(answer) : url)
    context.terminal.complain(`Opens until ${until}.`)
    return done
  },
}

function linkIn(answer: unknown): { readonly url: string; readonly until: string } {
  const { url, until } = Object(answer)
  if (typeof url === 'string' && typeof until === 'string') return { url, until }
  throw new CannotAsk('Cannot open the page: open answered something else than a link. Deploy the stack again.')
}
