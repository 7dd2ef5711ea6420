import { diff } from '../shared/commands/diff.ts'
import { parseDiff } from '../shared/inbound/diff-command.ts'
import { accepted, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { diffPorts } from '../shared/lambda/diff-ports.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = diffPorts()

/** `{"target":"api","image":"v1.2.3"}`: what that would change, and what would keep it from starting; `{"target":"api","to":"v1.2.2"}`. */
export const handler = handle('diff', (event: unknown) => diff(accepted(parseDiff(event, known)), configuration, ports))
