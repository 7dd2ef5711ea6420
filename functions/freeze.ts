import { freeze } from '../shared/commands/freeze.ts'
import { parseFreeze } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{"until":"2h"}`: nothing starts by itself until then; `{"target":"api","until":"2026-12-24T18:00:00Z"}`: not there. */
export const handler = handle('freeze', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseFreeze(event, known))
  return taken(log, command, await freeze(command, requestId, configuration, ports))
})
