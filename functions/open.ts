import { parseOpen } from '../shared/inbound/open-command.ts'
import { accepted } from '../shared/lambda/command-ports.ts'
import { handle } from '../shared/lambda/handle.ts'
import { openPorts } from '../shared/lambda/page-ports.ts'
import { openLink } from '../shared/page/open-link.ts'

const ports = openPorts()

/** `{}`: a link to the page, for 15 minutes. */
export const handler = handle('open', async (event: unknown) => {
  accepted(parseOpen(event))
  return openLink(ports)
})
