import type { LambdaApi } from '../../aws/lambda-api.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { Digest } from '../../domain/image.ts'
import type { Clock } from '../../ports.ts'

/** What every part of the Lambda platform works with. */
export interface LambdaContext {
  readonly client: () => Promise<LambdaApi>
  readonly clock: Clock
  /** What published versions run, by `function:version`. A version never changes and its number is never used again. */
  readonly digests: Map<string, Digest>
}

/** A target whose releases an alias points at. */
export type AliasTarget = LambdaTarget & { readonly alias: string }

export function hasAlias(target: LambdaTarget): target is AliasTarget {
  return target.alias !== undefined
}

/** A target as messages name it. */
export function nameOf({ function: name, alias }: LambdaTarget): string {
  return alias === undefined ? `function ${name}` : `alias ${alias} of function ${name}`
}

/** What carries a release that was published: `thumbnails:7`. */
export function versionCarrier({ function: name }: LambdaTarget, version: string): string {
  return `${name}:${version}`
}

/** The version that a carrier names, if it is one of this function. */
export function versionIn({ function: name }: LambdaTarget, carrier: string | undefined): string | undefined {
  const [, owner, version] = /^([\w-]+):(\d+)$/.exec(carrier ?? '') ?? []
  return owner === name ? version : undefined
}
