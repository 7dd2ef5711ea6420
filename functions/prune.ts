import { prune } from '../shared/commands/prune.ts'
import { assertComplete } from '../shared/commands/prune-incomplete.ts'
import { parsePrune } from '../shared/inbound/prune-command.ts'
import { accepted, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { prunePorts } from '../shared/lambda/prune-ports.ts'

const ports = prunePorts()

/** `{}`: which images nobody needs; `{"apply":true,"by":"alice"}`: deletes them. What the schedule does, longshore.yml says. */
export const handler = handle('prune', async (event: unknown, { log }) => {
  const request = accepted(parsePrune(event, known))
  const report = await prune(request, configuration, { ...ports, log })
  const { applied, repositories, unread } = report
  const by = request.kind === 'prune' ? request.by : 'schedule'
  log.info('prune', { by, applied, repositories, unread: [...unread] })
  if (request.kind === 'scheduled') assertComplete(report)
  return report
})
