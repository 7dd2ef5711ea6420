import { partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { followedRepositories } from './image-pushed-rules.ts'
import { mergePrefixes } from './merge-prefixes.ts'

/** ARNs of everything that the configuration names, by what it is. */
export interface NamedResources {
  readonly services: readonly string[]
  readonly serviceDeployments: readonly string[]
  readonly serviceRevisions: readonly string[]
  readonly tasks: readonly string[]
  readonly clusters: readonly string[]
  readonly families: readonly string[]
  readonly repositories: readonly string[]
  readonly roles: readonly string[]
}

/**
 * `budget`: characters that one list may take. Longer lists are put under common prefixes (`service/shop/*`), so that
 * the policy of a role stays below what AWS allows.
 */
export function namedResources(config: LongshoreConfig, budget: number): NamedResources {
  const ecs = Object.values(config.targets).map((target) => target.ecs)
  const arn = (rest: string): string =>
    `arn:${partitionOf(config.region)}:ecs:${config.region}:${config.account}:${rest}`
  const services = ecs.map(({ cluster, service }) => `${cluster}/${service}`)
  const clusters = ecs.map(({ cluster }) => cluster)
  return {
    services: shorten(
      services.map((name) => arn(`service/${name}`)),
      budget,
    ),
    serviceDeployments: anyOf(
      services.map((name) => arn(`service-deployment/${name}/`)),
      budget,
    ),
    serviceRevisions: anyOf(
      services.map((name) => arn(`service-revision/${name}/`)),
      budget,
    ),
    tasks: anyOf(
      clusters.map((name) => arn(`task/${name}/`)),
      budget,
    ),
    clusters: shorten(
      clusters.map((name) => arn(`cluster/${name}`)),
      budget,
    ),
    families: anyOf(
      ecs.map(({ family }) => arn(`task-definition/${family}:`)),
      budget,
    ),
    repositories: shorten(repositoryArns(config), budget),
    roles: shorten(
      ecs.flatMap(({ roles }) => roles),
      budget,
    ),
  }
}

function repositoryArns(config: LongshoreConfig): string[] {
  return followedRepositories(config).map(
    ({ account, region, name }) => `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`,
  )
}

/** `"",` is what an entry of a list costs. */
const entryOverhead = 3

function shorten(arns: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(arns, budget, entryOverhead)
  return [...exact, ...prefixes.map((prefix) => `${prefix}*`)]
}

/** Everything below each of the given paths. */
function anyOf(paths: readonly string[], budget: number): string[] {
  const { exact, prefixes } = mergePrefixes(paths, budget, entryOverhead)
  return [...exact, ...prefixes].map((path) => `${path}*`)
}
