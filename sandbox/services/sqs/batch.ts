import { AwsError } from '../../kernel/service.ts'

interface Entry {
  readonly Id?: string
}

const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/

/** Runs each entry by itself: one that is refused lands in `Failed` and the others go on. */
export function eachEntry<E extends Entry>(entries: readonly E[] | undefined, run: (entry: E) => object): object {
  requireEntries(entries)
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, Failed }
}

function requireEntries<E extends Entry>(entries: readonly E[] | undefined): asserts entries is readonly E[] {
  if (!entries || entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.')
  }
  if (entries.length > 10) {
    const count = `Maximum number of entries per request are 10. You have sent ${entries.length}.`
    throw new AwsError('TooManyEntriesInBatchRequest', count)
  }
  const ids = entries.map((entry) => entry.Id ?? '')
  if (ids.some((id) => !ENTRY_ID.test(id))) {
    const rule = 'can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.'
    throw new AwsError('InvalidBatchEntryId', `A batch entry id ${rule}`)
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`)
}
