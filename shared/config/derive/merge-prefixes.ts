/** A list of names shortened to a budget: some names stand for themselves, some for all that begin so. */
export interface MergedNames {
  readonly exact: readonly string[]
  readonly prefixes: readonly string[]
}

interface Entry {
  readonly text: string
  readonly exact: boolean
  /** What must be left of it. */
  readonly least: number
}

/**
 * Shortens a list by putting neighbours under their common prefix, longest common prefix first, until it fits.
 * `['shop-a', 'shop-b', 'x']` with room for two becomes `{ exact: ['x'], prefixes: ['shop-'] }`.
 * `budget`: characters in all. `overhead`: characters each entry costs beyond its own. `leastOf`: how many characters of a
 * name a prefix must keep; where those differ names are not put together, even if the list stays longer than the budget.
 */
export function mergePrefixes(
  names: readonly string[],
  budget: number,
  overhead: number,
  leastOf: (name: string) => number = () => 0,
): MergedNames {
  const entries: Entry[] = [...new Set(names)].sort().map((text) => ({ text, exact: true, least: leastOf(text) }))
  // shared[i]: how much entries i and i + 1 have in common, -1 if too little; only the two beside a merger change.
  const shared = entries.slice(1).map((_, index) => sharedLength(entries, index))
  let cost = entries.reduce((sum, { text }) => sum + text.length + overhead, 0)
  while (cost > budget) {
    const at = indexOfLargest(shared)
    const length = shared[at] ?? -1
    if (length < 0) break
    const [first, second] = entries.splice(at, 2)
    const text = first?.text.slice(0, length) ?? ''
    cost -= (first?.text.length ?? 0) + (second?.text.length ?? 0) + overhead - length
    entries.splice(at, 0, { text, exact: false, least: Math.max(first?.least ?? 0, second?.least ?? 0) })
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
  const [a, b] = [entries[index], entries[index + 1]]
  if (!a || !b) return -1
  let length = 0
  while (length < a.text.length && a.text[length] === b.text[length]) length++
  return length >= Math.max(a.least, b.least) ? length : -1
}
