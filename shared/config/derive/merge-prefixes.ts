/** A list of names shortened to a budget: some names stand for themselves, some for all that begin so. */
export interface MergedNames {
  readonly exact: readonly string[]
  readonly prefixes: readonly string[]
}

interface Entry {
  readonly text: string
  readonly exact: boolean
}

/**
 * Shortens a list by putting neighbours under their common prefix, longest common prefix first, until it fits.
 * `['shop-a', 'shop-b', 'x']` with room for two becomes `{ exact: ['x'], prefixes: ['shop-'] }`.
 * `budget`: characters in all. `overhead`: characters each entry costs beyond its own.
 */
export function mergePrefixes(names: readonly string[], budget: number, overhead: number): MergedNames {
  const entries: Entry[] = [...new Set(names)].sort().map((text) => ({ text, exact: true }))
  // shared[i]: how much entries i and i + 1 have in common; only the two beside a merger change.
  const shared = entries.slice(1).map((_, index) => sharedLength(entries, index))
  let cost = entries.reduce((sum, { text }) => sum + text.length + overhead, 0)
  while (entries.length > 1 && cost > budget) {
    const at = indexOfLargest(shared)
    const length = shared[at] ?? 0
    const [first, second] = entries.splice(at, 2)
    const text = first?.text.slice(0, length) ?? ''
    cost -= (first?.text.length ?? 0) + (second?.text.length ?? 0) + overhead - length
    entries.splice(at, 0, { text, exact: false })
    shared.splice(at, 1)
    if (at > 0) shared[at - 1] = sharedLength(entries, at - 1)
    if (at < shared.length) shared[at] = sharedLength(entries, at)
  }
  return {
    exact: entries.filter(({ exact }) => exact).map(({ text }) => text),
    prefixes: entries.filter(({ exact }) => !exact).map(({ text }) => text),
  }
}

function indexOfLargest(numbers: readonly number[]): number {
  return numbers.reduce((best, number, index) => (number > (numbers[best] ?? -1) ? index : best), 0)
}

function sharedLength(entries: readonly Entry[], index: number): number {
  const [a, b] = [entries[index]?.text ?? '', entries[index + 1]?.text ?? '']
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
