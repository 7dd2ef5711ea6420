import { parseScheduled } from '../shared/inbound/scheduled.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { tickPorts } from '../shared/lambda/tick-ports.ts'
import { tick } from '../shared/reconcile/tick.ts'

const ports = tickPorts()

/** Every minute: looks at what is due or in flight, and for what was missed. The watchdog's alarm reads its log line. */
export const handler = handle('tick', async (event: unknown, { log }) => {
  const scheduled = parseScheduled(event)
  if (scheduled.kind === 'refused') return log.warn('event refused', { why: scheduled.why })
  const { overdueSeconds, nudged } = await tick(scheduled.at, configuration, ports)
  log.info('tick', { overdueSeconds, nudged })
})
