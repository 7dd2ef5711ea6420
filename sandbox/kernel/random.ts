import type { Random } from './service.ts'

const UINT32 = 2 ** 32

/** FNV-1a: spreads a short text over 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}

/** Mulberry32: small, fast, and plenty for choosing faults and jitter; never for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32
  }
}

/**
 * Seeded randomness. The same seed draws the same numbers in the same order;
 * `fork(name)` depends on the seed and the name only, never on what was drawn before.
 */
export function createRandom(seed: string | number): Random {
  const name = String(seed)
  const next = mulberry32(hash(name))
  function integer(min: number, max: number): number {
    return min + Math.floor(next() * (max - min + 1))
  }
  return {
    next,
    integer,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('random.pick: the list is empty, so there is nothing to pick.')
      return from[integer(0, from.length - 1)] as T
    },
    fork: (fork) => createRandom(`${name}/${fork}`),
  }
}

/** `length` lower-case hexadecimal characters. */
export function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('')
}

/** A UUID in version 4's shape. */
export function uuid(random: Random): string {
  const variant = random.pick(['8', '9', 'a', 'b'])
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${variant}${hex(random, 3)}-${hex(random, 12)}`
}
