import { status } from '../shared/commands/status.ts'
import { parseStatus } from '../shared/inbound/command.ts'
import { accepted, known, statusPorts } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = statusPorts()

/** `{}`: every target in a line; `{"target":"api"}`: one with its ledger and history. */
export const handler = handle('status', (event: unknown) =>
  status(accepted(parseStatus(event, known)), configuration, ports),
)
