/** A part of the time that is searched, both ends included. */
export interface LogPart {
  readonly from: number
  readonly to: number
}

/** Lines arrive late: what was written so long before the last look is searched again. */
const lateMs = 2 * 60_000

const shortestPartMs = 5_000
const longestPartMs = 60_000
const parts = 4

/** What is still to be searched. */
export function spanOf(time: {
  readonly from: number
  readonly searchedTo: number | undefined
  readonly to: number
}): LogPart {
  return { from: Math.max(time.from, (time.searchedTo ?? 0) - lateMs), to: time.to }
}

/** In parts: what could be searched of a large log is known at the next look. */
export function partsOf({ from, to }: LogPart): LogPart[] {
  const size = Math.min(longestPartMs, Math.max(shortestPartMs, Math.ceil((to - from + 1) / parts)))
  const count = Math.max(1, Math.ceil((to - from + 1) / size))
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * size,
    to: Math.min(to, from + (index + 1) * size - 1),
  }))
}
