import type { DueTarget, StackState } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** StackState in memory; steps `readStop`, `writeStop`, `writeFreeze`, `due`. */
export function memoryStackState(table: MemoryTable, touch: Touch = untouched): StackState {
  return {
    readStop: () => touching(touch, 'readStop', () => table.stop),
    writeStop: (stop) =>
      touching(touch, 'writeStop', () => {
        const { frozen } = table.stop
        table.stop = { ...stop, ...(frozen ? { frozen } : {}) }
      }),
    writeFreeze: (freeze) =>
      touching(touch, 'writeFreeze', () => {
        const { frozen: _before, ...stop } = table.stop
        table.stop = { ...stop, ...(freeze ? { frozen: freeze } : {}) }
      }),
    due: (until) => touching(touch, 'due', () => due(table, until)),
  }
}

function due(table: MemoryTable, until: number): DueTarget[] {
  const wanting: DueTarget[] = []
  for (const [target, { wakeAt, phase }] of table.records) {
    if (wakeAt !== undefined && wakeAt <= until) wanting.push({ target, wakeAt, phase })
  }
  return wanting.sort((a, b) => a.wakeAt - b.wakeAt)
}
