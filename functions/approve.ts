import { approve } from '../shared/commands/approve.ts'
import { parseApprove } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{"target":"api","by":"alice"}`: the deployment that waits for a person goes on. */
export const handler = handle('approve', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseApprove(event, known))
  return taken(log, command, await approve(command, requestId, configuration, ports))
})
