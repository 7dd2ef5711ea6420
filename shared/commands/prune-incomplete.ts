import type { PruneReport } from '../prune/report.ts'

/** Nobody reads what a schedule answers: what it left undone has to ring. */
export class PruneIncomplete extends Error {
  override readonly name = 'PruneIncomplete'
}

/** Throws {@link PruneIncomplete} when something could not be looked at or deleted. */
export function assertComplete({ message, unread, repositories }: PruneReport): void {
  const failed = repositories.some(({ removed }) => (removed?.failed.length ?? 0) > 0)
  if (failed || unread.length > 0) throw new PruneIncomplete(`Not everything could be pruned. ${message}`)
}
