import { redeploy } from '../shared/commands/redeploy.ts'
import { parseRedeploy } from '../shared/inbound/command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, known, redeployPorts } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = redeployPorts()

/** `{"target":"api"}`: what runs is rolled out again; `{"target":"api","image":"v1.2.3"}`: that image. */
export const handler = handle('redeploy', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseRedeploy(event, known))
  return taken(log, command, await redeploy(command, requestId, configuration, ports))
})
