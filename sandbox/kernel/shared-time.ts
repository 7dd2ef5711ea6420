/** The three numbers that another thread computes the world's time from. */
export interface SharedTime {
  readonly buffer: SharedArrayBuffer
  readonly now: () => number
  /** From now on the time is `base`, moving at `speed` times real time (0: it stands still). */
  readonly set: (base: number, speed: number) => void
}

/**
 * The world's time as any thread reads it from the clock's shared buffer: [virtual base, real base, speed].
 * `real` is the reader's own real time (epoch ms).
 */
export function readSharedTime(numbers: Float64Array, real: number): number {
  const [base = 0, realBase = 0, speed = 0] = numbers
  return speed === 0 ? base : base + (real - realBase) * speed
}

/** Creates the buffer with the time standing still at `start` (epoch ms). */
export function createSharedTime(start: number): SharedTime {
  const buffer = new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT)
  const numbers = new Float64Array(buffer)
  numbers[0] = start
  return {
    buffer,
    now: () => Math.floor(readSharedTime(numbers, Date.now())),
    set: (base, speed) => numbers.set([base, Date.now(), speed]),
  }
}
