/** Random choices that a seed replays. */
export interface Seeded {
  /** 0 ≤ n < limit, whole. */
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(options: readonly T[]): T
  /** One of the keys, as likely as its weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
}

export function seeded(seed: number): Seeded {
  let state = (seed * 2_654_435_761) >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick(options) {
      const picked = options[below(options.length)]
      if (picked === undefined) throw new Error('Nothing to pick from')
      return picked
    },
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const entries = Object.entries(weights) as [K, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      throw new Error('No weights')
    },
  }
}
