import { parseImagePush, registriesOf } from '../shared/inbound/image-push.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { receivePorts } from '../shared/lambda/receive-ports.ts'
import { systemClock } from '../shared/lambda/system-clock.ts'
import { receivePush } from '../shared/reconcile/receive-push.ts'

const ports = receivePorts()
const registries = registriesOf(configuration)

/** A tag landed in ECR: every target that follows it finds the push in its inbox and is nudged. */
export const handler = handle('image-pushed', async (event: unknown, { log }) => {
  const push = parseImagePush(event, registries)
  if (push.kind === 'refused') return log.warn('event refused', { why: push.why })
  if (push.kind === 'ignored') return log.info('event ignored', { why: push.why })
  const { id, at, repository, tag, digest } = push
  const fact = { kind: 'push' as const, id, at, repository, tag, digest, receivedAt: systemClock.now() }
  const targets = await receivePush(fact, configuration, ports)
  if (targets.length === 0) return log.debug('no target follows this push', { repository, tag })
  log.info('push received', { repository, tag, digest, targets })
})
