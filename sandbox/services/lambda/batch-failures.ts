/**
 * The ids that a function reported as failed. Nothing, an empty object or an empty list is full success; what cannot be read,
 * or names a message that is not in the batch, fails the whole batch, as Lambda takes it.
 */
export function failedMessages(payload: string, batch: readonly { readonly id: string }[]): ReadonlySet<string> {
  const ids = new Set(batch.map((message) => message.id))
  const reply = parse(payload)
  if (reply === null || reply === '') return new Set()
  if (typeof reply !== 'object') return ids
  if (!('batchItemFailures' in reply) || reply.batchItemFailures === null) return new Set()
  if (!Array.isArray(reply.batchItemFailures)) return ids
  const reported = reply.batchItemFailures.map(
    (failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier,
  )
  return reported.every((id): id is string => typeof id === 'string' && ids.has(id)) ? new Set(reported) : ids
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return false
  }
}
