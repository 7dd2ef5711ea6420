import type { LivingMessage, LivingMessages } from '../../shared/living-ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** Living messages in memory; steps `load`, `save`. */
export function memoryLivingMessages(touch: Touch = untouched): LivingMessages {
  const items = new Map<string, { readonly message: LivingMessage; readonly write: number }>()
  return {
    load: (id) => touching(touch, 'load', () => structuredClone(items.get(id)) ?? { message: undefined, write: 0 }),
    save: (id, message, write) =>
      touching(touch, 'save', () => {
        if ((items.get(id)?.write ?? 0) !== write) return 'conflict'
        items.set(id, { message: structuredClone(message), write: write + 1 })
        return 'saved'
      }),
  }
}
