import { history } from '../shared/commands/history.ts'
import { parseHistory } from '../shared/inbound/history-command.ts'
import { accepted, historyPorts, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'

const ports = historyPorts()

/** `{}`: how deployments ended, newest first; `{"target":"api"}`, `{"group":"shop"}`, `{"outcome":"rolled-back"}`, `{"before":"01J…"}`. */
export const handler = handle('history', (event: unknown) =>
  history(accepted(parseHistory(event, known)), configuration, ports),
)
