import { stop } from '../shared/commands/stop.ts'
import { parseStop } from '../shared/inbound/command.ts'
import { accepted, commandPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = commandPorts()

/** `{}`: nothing starts any more; `{"target":"api","reason":"…"}`: not on this target. */
export const handler = handle('stop', (event: unknown, { requestId }) =>
  stop(accepted(parseStop(event, known)), requestId, configuration, ports),
)
