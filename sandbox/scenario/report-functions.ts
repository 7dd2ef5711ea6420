import { everyPlace } from './other-places.ts'
import type { StoryWorld } from './story-world.ts'

/** Where an alias points, by image aliases. */
export interface ReportedAlias {
  readonly image: string
  readonly version: number
  /** Percent by image alias. */
  readonly weights: Readonly<Record<string, number>>
}

/** What a function runs at the end. */
export interface ReportedFunction {
  readonly latest: string
  readonly versions: number
  readonly aliases: Readonly<Record<string, ReportedAlias>>
}

export type ReportedFunctions = Readonly<Record<string, ReportedFunction>>

/** Reads the functions back, by name; those of other places by `222222222222/eu-west-1 NAME`. */
export function reportFunctions({ sandbox, images }: StoryWorld): ReportedFunctions {
  const named = (digest: string | undefined) => (digest === undefined ? 'nothing' : images.aliasOf(digest))
  const all = everyPlace(sandbox).flatMap(({ functions, prefix }) =>
    functions.functions().map((name) => ({ name, functions, prefix })),
  )
  const reported = all.map(({ name, functions, prefix }) => {
    const { latest, versions, aliases } = functions.function(name)
    const pointed = Object.entries(aliases).map(([alias, { version, digest, digestWeights }]) => {
      const weights = Object.entries(digestWeights).map(([other, weight]) => [named(other), percent(weight)])
      return [alias, { image: named(digest), version: Number(version), weights: Object.fromEntries(weights) }] as const
    })
    const now = { latest: named(latest), versions: versions.length, aliases: Object.fromEntries(pointed) }
    return [`${prefix}${name}`, now] as const
  })
  return Object.fromEntries(reported)
}

/** Shares are binary fractions; people write 10, not 10.000000000000002. */
function percent(share: number): number {
  return Math.round(share * 10_000) / 100
}
