import type { TargetRecord } from './record.ts'

/** Most carriers of ours a record remembers. */
const oursBound = 30

/** Most image indexes a record remembers the children of. */
const manifestsBound = 20

/** Keeps what grows with time within bounds; outcomes in the outbox are never dropped. */
export function withinBounds(record: TargetRecord): TargetRecord {
  const indexes = Object.entries(record.manifests)
  return {
    ...record,
    ours: record.ours.slice(0, oursBound),
    manifests: indexes.length > manifestsBound ? Object.fromEntries(indexes.slice(-manifestsBound)) : record.manifests,
  }
}
