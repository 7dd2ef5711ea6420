import { promote } from '../shared/commands/promote.ts'
import { parsePromote } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, known, redeployPorts } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = redeployPorts()

/** `{"from":"api-staging","to":"api-production"}`: what was proven there is rolled out here. */
export const handler = handle('promote', async (event: unknown, { requestId, log }) => {
  const command = accepted(parsePromote(event, known))
  return taken(log, command, await promote(command, requestId, configuration, ports))
})
