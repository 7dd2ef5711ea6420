import compareVersions from 'semver/functions/compare.js'
import valid from 'semver/functions/valid.js'
import type { Order } from './policy.ts'
import type { Mark } from './record.ts'

let collator: Intl.Collator | undefined

/** Made at its first use: reading a language's data takes longer than loading the rest of the domain. */
function naturally(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(a, b)
}

/**
 * Orders two pushes of a pattern: negative when `a` is older. Total and independent of arrival: times have a grain of a
 * second, so the tag in natural order and then the digest break ties. Not for `exact`, where only the registry knows.
 */
export function comparePushes(order: Order, a: Mark, b: Mark): number {
  return (order === 'semver' ? byVersion(a.tag, b.tag) : 0) || byPush(a, b)
}

/** What is no version comes below every version: a mark may be left from when the target followed other tags. */
function byVersion(a: string, b: string): number {
  const [isVersion, isOtherVersion] = [valid(a) !== null, valid(b) !== null]
  return isVersion && isOtherVersion ? compareVersions(a, b) : Number(isVersion) - Number(isOtherVersion)
}

function byPush(a: Mark, b: Mark): number {
  const bySecond = Math.floor(a.pushedAt / 1000) - Math.floor(b.pushedAt / 1000)
  return bySecond || naturally(a.tag, b.tag) || compareText(a.tag, b.tag) || compareText(a.digest, b.digest)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
