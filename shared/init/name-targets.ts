const longest = 64

/** Something that needs a name: what it would be called, then what it would be called if others wanted that name, too. */
export type Wishes = readonly [string, ...string[]]

/** Names of targets, each once, in the order of the wishes: the shortest that nobody else wants, else numbered. */
export function nameTargets(all: readonly Wishes[]): string[] {
  const wishes = all.map((each) => each.map(slug))
  const depth = Math.max(0, ...wishes.map(({ length }) => length))
  const given: (string | undefined)[] = wishes.map(() => undefined)
  for (let level = 0; level < depth; level += 1) giveUnwanted(wishes, given, level)
  return numbered(
    wishes.map((each, index) => given[index] ?? each.at(-1) ?? ''),
    given,
  )
}

/** Gives each what it wishes at this level, if no other one without a name does and nobody has it. */
function giveUnwanted(wishes: readonly string[][], given: (string | undefined)[], level: number): void {
  const open = wishes.map((each, index) => (given[index] === undefined ? each[level] : undefined))
  const wanted = Map.groupBy(open, (name) => name)
  const taken = new Set(given)
  for (const [index, name] of open.entries())
    if (name !== undefined && wanted.get(name)?.length === 1 && !taken.has(name)) given[index] = name
}

function numbered(names: readonly string[], given: readonly (string | undefined)[]): string[] {
  const taken = new Set(given.filter((name) => name !== undefined))
  return names.map((name, index) => {
    if (given[index] !== undefined) return name
    const free = firstFree(name, taken)
    taken.add(free)
    return free
  })
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    const tail = `-${number}`
    const numberedName = `${name.slice(0, longest - tail.length)}${tail}`
    if (!taken.has(numberedName)) return numberedName
  }
}

/** Lowercase letters, digits and dashes, as names of targets are. */
function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longest)
    .replace(/-$/, '')
  return plain === '' ? 'target' : plain
}
