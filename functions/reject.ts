import { reject } from '../shared/commands/reject.ts'
import { parseReject } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{"target":"api","reason":"…"}`: the deployment that waits for a person does not. */
export const handler = handle('reject', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseReject(event, known))
  return taken(log, command, await reject(command, requestId, configuration, ports))
})
