import type { Inbox } from '../../shared/ports.ts'
import type { MemoryTable } from './memory-table.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** Inbox in memory; step `inbox`. */
export function memoryInbox(table: MemoryTable, touch: Touch = untouched): Inbox {
  return {
    put: (entries) =>
      touching(touch, 'inbox', () => {
        for (const { target, fact } of entries) {
          const inbox = table.inboxes.get(target) ?? new Map()
          table.inboxes.set(target, inbox.set(fact.id, fact))
        }
      }),
  }
}
