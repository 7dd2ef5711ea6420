import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'
import type { ExpectedAlias } from '../../sandbox/scenario/function-schema.ts'

interface Flip {
  readonly path: string
  readonly expect: Expectations
}

/** Expectations of functions, each flipped alone. */
export function functionFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.functions ?? {}).flatMap(([name, wanted]) => {
    const flip = (path: string, changed: object): Flip => ({
      path: `functions.${name}.${path}`,
      expect: { ...expect, functions: { ...expect.functions, [name]: { ...wanted, ...changed } } },
    })
    const aliases = Object.entries(wanted.aliases ?? {}).flatMap(([alias, value]) =>
      aliasFlips(value).map(([part, changed]) =>
        flip(`aliases.${alias}.${part}`, { aliases: { ...wanted.aliases, [alias]: changed } }),
      ),
    )
    return [
      ...(wanted.latest === undefined ? [] : [flip('latest', { latest: 'no-such-alias' })]),
      ...(wanted.versions === undefined ? [] : [flip('versions', { versions: wanted.versions + 1 })]),
      ...aliases,
    ]
  })
}

function aliasFlips(alias: ExpectedAlias): (readonly [part: string, changed: ExpectedAlias])[] {
  const wanted = typeof alias === 'string' ? { image: alias } : alias
  const flips: (readonly [string, ExpectedAlias])[] = [['image', { ...wanted, image: 'no-such-alias' }]]
  if (typeof alias !== 'string' && alias.version !== undefined) {
    flips.push(['version', { ...alias, version: alias.version + 1 }])
  }
  if (wanted.image !== 'nothing') flips.push(['weights', { ...wanted, weights: { 'no-such-alias': 10 } }])
  return flips
}
