import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { followedRepositories } from './image-pushed-rules.ts'
import { mergePrefixes } from './merge-prefixes.ts'

/**
 * ARNs of the followed repositories. `budget`: characters that the list may take. Longer ones are put under common prefixes
 * (`repository/shop/*`), so that the policies of a role stay below what AWS allows.
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

/**
 * Exact names as long as they fit. Prefixes keep at least the beginning of a name; where that is not short enough, the list
 * stays longer than `budget`.
 */
export function shorten(names: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(names, budget, entryOverhead, leastOf)
  return [...exact, ...prefixes.map((prefix) => `${prefix}*`)]
}

/** Everything below each of the given paths. */
export function anyOf(paths: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(paths, budget, entryOverhead, leastOf)
  return [...exact, ...prefixes].map((path) => `${path}*`)
}

/**
 * Names that are granted as they were named or not at all: whoever may pass a role may do all that the role may.
 * No budget applies.
 */
export function unshortened(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

/** What stands before the name itself: for what has a place in a cluster or a group, that too. */
const inCluster = /^arn:[^:]*:ecs:[^:]*:[^:]*:(?:service|service-deployment|service-revision)\/[^/]+\//
const inGroup = /^arn:[^:]*:scheduler:[^:]*:[^:]*:schedule\/[^/]+\//
const anyArn = /^arn:(?:[^:]*:){4}[^:/]+[:/]/

/** A prefix must say something of the name: `service/production/*` or `repository/*` would be everything there is. */
function leastOf(name: string): number {
  const [base = ''] = inCluster.exec(name) ?? inGroup.exec(name) ?? anyArn.exec(name) ?? []
  return base.length + 1
}
