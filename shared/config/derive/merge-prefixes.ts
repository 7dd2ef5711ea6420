/** A list of names shortened to at most `budget` characters: some names stand for themselves, some for all that begin so. */
export interface MergedNames {
  readonly exact: readonly string[]
  readonly prefixes: readonly string[]
}

/**
 * Shortens a list by putting neighbours under their common prefix, longest common prefix first, until it fits.
 * `['shop-a', 'shop-b', 'x']` with room for two becomes `{ exact: ['x'], prefixes: ['shop-'] }`.
 * `overhead`: characters each entry costs beyond its own.
 */
export function mergePrefixes(names: readonly string[], budget: number, overhead: number): MergedNames {
  const entries = [...new Set(names)].sort().map((text) => ({ text, exact: true }))
  while (entries.length > 1 && cost(entries, overhead) > budget) {
    const at = closestPair(entries)
    const text = commonPrefix(entries[at]?.text ?? '', entries[at + 1]?.text ?? '')
    entries.splice(at, 2, { text, exact: false })
  }
  return {
    exact: entries.filter(({ exact }) => exact).map(({ text }) => text),
    prefixes: entries.filter(({ exact }) => !exact).map(({ text }) => text),
  }
}

function cost(entries: readonly { readonly text: string }[], overhead: number): number {
  return entries.reduce((sum, { text }) => sum + text.length + overhead, 0)
}

function closestPair(entries: readonly { readonly text: string }[]): number {
  const shared = entries.slice(1).map(({ text }, index) => commonPrefix(entries[index]?.text ?? '', text).length)
  return shared.indexOf(Math.max(...shared))
}

function commonPrefix(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
