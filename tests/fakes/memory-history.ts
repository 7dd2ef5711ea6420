import type { History, HistoryEntry, HistoryPages } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** History in memory; steps `history.put` and `history.list`. Pages are cut at the limit alone. */
export function memoryHistory(table: MemoryTable, touch: Touch = untouched): History & HistoryPages {
  const ended = (target: string): HistoryEntry[] =>
    [...(table.history.get(target)?.values() ?? [])].map((outcome) => ({
      ...{ kind: 'ended', target, id: outcome.deployment.id, outcome },
    }))
  return {
    read: async (target, id) => ended(target).find((entry) => entry.id === id),
    search: async ({ targets, outcome, before, limit }) => {
      const found = targets
        .flatMap(ended)
        .filter((entry) => entry.kind === 'ended' && (outcome === undefined || entry.outcome.outcome === outcome))
        .filter(({ id }) => before === undefined || id < before)
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      const entries = found.slice(0, limit)
      const last = found.length > limit ? entries.at(-1)?.id : undefined
      return { entries, ...(last === undefined ? {} : { before: last }) }
    },
    put: (outcome) =>
      touching(touch, 'history.put', () => {
        const ended = table.history.get(outcome.target) ?? new Map()
        table.history.set(outcome.target, ended.set(outcome.deployment.id, structuredClone(outcome)))
      }),
    putHealed: (target, healed) =>
      touching(touch, 'history.put', () => {
        const known = table.healed.get(target) ?? new Map()
        table.healed.set(target, known.set(healed.deploymentId, healed))
      }),
    list: (target, limit) =>
      touching(touch, 'history.list', () =>
        [...(table.history.get(target)?.values() ?? [])]
          .sort((a, b) => (a.deployment.id < b.deployment.id ? 1 : -1))
          .slice(0, limit),
      ),
  }
}
