import { cancel } from '../shared/commands/cancel.ts'
import { parseCancel } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{"target":"api","reason":"…"}`: the deployment in progress is taken back, or the one that waits does not begin. */
export const handler = handle('cancel', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseCancel(event, known))
  return taken(log, command, await cancel(command, requestId, configuration, ports))
})
