import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { parseNudge } from '../shared/inbound/nudge.ts'
import { configuration } from '../shared/lambda/configuration.ts'
import { handle } from '../shared/lambda/handle.ts'
import { reconcilePorts } from '../shared/lambda/reconcile-ports.ts'
import { reconcileBatch } from '../shared/reconcile/reconcile-batch.ts'

const portsWith = reconcilePorts()

/** Nudges in, targets brought forward; a target that failed is delivered again with all its later messages. */
export const handler = handle('reconcile', async (event: SQSEvent, { log }): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(({ messageId, body }) => {
    const parsed = parseNudge(body)
    if (parsed.kind === 'nudge') return { messageId, nudge: parsed.nudge }
    log.error('message is no nudge', { messageId, why: parsed.why })
    return { messageId }
  })
  const failed = await reconcileBatch(messages, configuration, portsWith(log))
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
})
