import { groupsIn, stats } from '../shared/commands/stats.ts'
import { parseStats } from '../shared/inbound/stats-command.ts'
import { accepted, known } from '../shared/lambda/command-ports.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { statsPorts } from '../shared/lambda/stats-ports.ts'

const ports = statsPorts()
const named = { ...known, groups: Object.keys(groupsIn(configuration)) }

/** `{}`: the four measures of all targets; `{"target":"api"}`, `{"group":"shop"}`, `{"days":7}`, `{"month":"2026-10"}`. */
export const handler = handle('stats', (event: unknown) =>
  stats(accepted(parseStats(event, named)), configuration, ports),
)
