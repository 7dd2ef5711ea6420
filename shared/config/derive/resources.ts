import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { followedRepositories } from './image-pushed-rules.ts'
import { mergePrefixes } from './merge-prefixes.ts'

/**
 * ARNs of the followed repositories. `budget`: characters that the list may take. Longer ones are put under common prefixes
 * (`repository/shop/*`), so that the policy of a role stays below what AWS allows.
 */
export function repositories(config: LongshoreConfig, budget: number): string[] {
  return shorten(repositoryArns(config), budget)
}

function repositoryArns(config: LongshoreConfig): string[] {
  return followedRepositories(config).map(
    ({ account, region, name }) => `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`,
  )
}

/** `"",` is what an entry of a list costs. */
const entryOverhead = 3

/** Exact names as long as they fit. */
export function shorten(arns: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(arns, budget, entryOverhead)
  return [...exact, ...prefixes.map((prefix) => `${prefix}*`)]
}

/** Everything below each of the given paths. */
export function anyOf(paths: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(paths, budget, entryOverhead)
  return [...exact, ...prefixes].map((path) => `${path}*`)
}
