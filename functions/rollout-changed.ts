import { otherPlaces } from '../shared/config/places.ts'
import { parseRolloutEvent } from '../shared/inbound/rollout-event.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { receivePorts } from '../shared/lambda/receive-ports.ts'
import { readStoppedTask } from '../shared/platforms/ecs/stopped-task.ts'
import { receiveRollout } from '../shared/reconcile/receive-rollout.ts'

const ports = receivePorts()
const others = otherPlaces(configuration)

/** Something happened to a rollout: its target is nudged; what a task died of is kept, since the platform soon forgets it. */
export const handler = handle('rollout-changed', async (event: unknown, { log }) => {
  const changed = parseRolloutEvent(event, configuration, others)
  if (changed.kind === 'refused') return log.warn('event refused', { why: changed.why })
  if (changed.kind === 'ignored') return log.info('event ignored', { why: changed.why })
  const evidence = changed.kind === 'task' ? readStoppedTask(changed.task, changed.at) : undefined
  if (evidence && !evidence.conclusive) return log.debug('event ignored', { why: evidence.reason })
  const targets = await receiveRollout(changed, evidence, configuration, ports)
  if (targets.length > 0) log.info('rollout changed', { about: changed.about, targets, reason: evidence?.reason })
})
