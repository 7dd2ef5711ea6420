import type { TickPorts } from '../reconcile/tick.ts'
import { lookPorts } from './look-ports.ts'
import { nudgeQueue } from './receive-ports.ts'

/** What the tick needs: to look at targets and to nudge them. */
export function tickPorts(): TickPorts {
  return { ...lookPorts(false), queue: nudgeQueue() }
}
