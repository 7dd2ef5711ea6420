import { resume } from '../shared/commands/resume.ts'
import { parseResume } from '../shared/inbound/operating-command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{}`: starts go on; `{"target":"api"}`, `{"group":"web"}`: there, and holds are lifted. */
export const handler = handle('resume', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseResume(event, known))
  return taken(log, command, await resume(command, requestId, configuration, ports))
})
