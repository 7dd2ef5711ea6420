import type { Claims, Clock } from '../../shared/ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

/** Claims in memory; steps `claim`, `done`, `release`. */
export function memoryClaims(clock: Clock, touch: Touch = untouched): Claims {
  const claims = new Map<string, 'done' | number>()
  const keyOf = (id: string, channel: string) => JSON.stringify([channel, id])
  return {
    claim: (id, channel, leaseMs) =>
      touching(touch, 'claim', () => {
        const held = claims.get(keyOf(id, channel))
        if (held === 'done') return 'done'
        if (held !== undefined && held > clock.now()) return 'taken'
        claims.set(keyOf(id, channel), clock.now() + leaseMs)
        return 'claimed'
      }),
    done: (id, channel) => touching(touch, 'done', () => void claims.set(keyOf(id, channel), 'done')),
    release: (id, channel) =>
      touching(touch, 'release', () => {
        if (claims.get(keyOf(id, channel)) !== 'done') claims.delete(keyOf(id, channel))
      }),
  }
}
