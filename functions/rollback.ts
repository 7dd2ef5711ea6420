import { rollback } from '../shared/commands/rollback.ts'
import { parseRollback } from '../shared/inbound/command.ts'
import { taken } from '../shared/lambda/command-log.ts'
import { accepted, known, redeployPorts } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = redeployPorts()

/** `{"target":"api"}`: back to the newest usable release; `{"target":"api","to":"v1.2.2"}`: to one of the ledger. */
export const handler = handle('rollback', async (event: unknown, { requestId, log }) => {
  const command = accepted(parseRollback(event, known))
  return taken(log, command, await rollback(command, requestId, configuration, ports))
})
