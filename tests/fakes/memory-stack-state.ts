import type { DueTarget, StackState } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** StackState in memory; steps `readStop`, `writeStop`, `writeFreeze`, `liftFreeze`, `due`. */
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
        const isLonger = (table.stop.frozen?.until ?? 0) > freeze.until
        if (!isLonger) table.stop = { ...table.stop, frozen: freeze }
        return !isLonger
      }),
    liftFreeze: () =>
      touching(touch, 'liftFreeze', () => {
        const { frozen: _before, ...stop } = table.stop
        table.stop = stop
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
