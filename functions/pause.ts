import { pause } from '../shared/commands/pause.ts'
import { parsePause } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{}`: nothing starts any more; `{"target":"api","reason":"…"}`, `{"group":"web"}`: not there. */
export const handler = handle('pause', async (event: unknown, { requestId, log }) => {
  const command = accepted(parsePause(event, known))
  return taken(log, command, await pause(command, requestId, configuration, ports))
})
