import { explain } from '../shared/commands/explain.ts'
import { parseExplain } from '../shared/inbound/command.ts'
import { accepted, explainPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = explainPorts()

/** `{"image":"team/api:v1.2.3"}`: which targets would take it, and why not the others. */
export const handler = handle('explain', (event: unknown) =>
  explain(accepted(parseExplain(event, known)), configuration, ports),
)
