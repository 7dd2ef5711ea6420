import type { History } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** History in memory; steps `history.put` and `history.list`. */
export function memoryHistory(table: MemoryTable, touch: Touch = untouched): History {
  return {
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
