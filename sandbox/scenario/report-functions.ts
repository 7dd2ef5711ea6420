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

/** Reads the functions of the account back, by name. */
export function reportFunctions({ sandbox, images }: StoryWorld): ReportedFunctions {
  const named = (digest: string | undefined) => (digest === undefined ? 'nothing' : images.aliasOf(digest))
  const reported = sandbox.functions.functions().map((name) => {
    const { latest, versions, aliases } = sandbox.functions.function(name)
    const pointed = Object.entries(aliases).map(([alias, { version, digest, digestWeights }]) => {
      const weights = Object.entries(digestWeights).map(([other, weight]) => [named(other), percent(weight)])
      return [alias, { image: named(digest), version: Number(version), weights: Object.fromEntries(weights) }] as const
    })
    const now = { latest: named(latest), versions: versions.length, aliases: Object.fromEntries(pointed) }
    return [name, now] as const
  })
  return Object.fromEntries(reported)
}

/** Shares are binary fractions; people write 10, not 10.000000000000002. */
function percent(share: number): number {
  return Math.round(share * 10_000) / 100
}
