/** One row of the table: what was measured, and whether it reaches its goal (rows without one are there to compare with). */
export interface Measure {
  readonly group: string
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal?: Goal
  /** What the number is made of. */
  readonly note?: string
}

export interface Goal {
  readonly atMost?: number
  readonly atLeast?: number
}

export function isReached({ value, goal }: Measure): boolean | undefined {
  if (!goal) return undefined
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = goal
  return value <= atMost && value >= atLeast
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.')
  return (low + high) / 2
}
