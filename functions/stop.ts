import { stop } from '../shared/commands/stop.ts'
import { parseStop } from '../shared/inbound/command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{}`: nothing starts any more; `{"target":"api","reason":"…"}`: not on this target. */
export const handler = handle('stop', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseStop(event, known))
  return taken(log, command, await stop(command, requestId, configuration, ports))
})
