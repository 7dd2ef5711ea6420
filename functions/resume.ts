import { resume } from '../shared/commands/stop.ts'
import { parseResume } from '../shared/inbound/command.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{}`: starts go on; `{"target":"api"}`: there, and its holds are lifted. */
export const handler = handle('resume', (event: unknown, { requestId }) =>
  resume(accepted(parseResume(event, known)), requestId, configuration, ports),
)
