import type { LongshoreConfig } from '../config/normalised.ts'
import type { ContainerName } from '../domain/image.ts'
import { isProblem, type RegistryImage } from '../domain/observation.ts'
import type { ContainerPolicy, TagPolicy } from '../domain/policy.ts'
import { admits } from '../domain/tag-policy.ts'
import type { Registry } from '../ports.ts'
import { newestOf } from './observe.ts'

type Newest = Record<ContainerName, RegistryImage | null>

interface Followed {
  readonly target: string
  readonly container: ContainerName
  readonly policy: ContainerPolicy
}

/** How many repositories are asked at the same time. */
const chunk = 10

const everyTag: TagPolicy = { kind: 'pattern', source: '', shown: '*' }

/**
 * What the registry shows for every target, asked once per repository, not once per target. A repository that cannot be read
 * now is left out: the next sweep comes.
 */
export async function newestByTarget(
  config: LongshoreConfig,
  sweep: { readonly patterns: boolean },
  registry: Registry,
): Promise<ReadonlyMap<string, Readonly<Newest>>> {
  const byTarget = new Map<string, Newest>()
  const followed = followedBy(config).filter(({ policy }) => sweep.patterns || policy.tags.kind === 'exact')
  const repositories = [...Map.groupBy(followed, ({ policy }) => policy.repository)]
  for (let start = 0; start < repositories.length; start += chunk) {
    const some = repositories.slice(start, start + chunk)
    const found = await Promise.all(some.map(([name, followers]) => newestOfRepository(name, followers, registry)))
    for (const [follower, image] of found.flat()) {
      byTarget.set(follower.target, { ...byTarget.get(follower.target), [follower.container]: image })
    }
  }
  return byTarget
}

function followedBy(config: LongshoreConfig): Followed[] {
  return Object.entries(config.targets).flatMap(([target, { policy }]) =>
    Object.entries(policy.containers).map(([container, containerPolicy]) => ({
      target,
      container,
      policy: containerPolicy,
    })),
  )
}

async function newestOfRepository(
  repository: string,
  followers: readonly Followed[],
  registry: Registry,
): Promise<[Followed, RegistryImage | null][]> {
  const exact = followers.filter(({ policy }) => policy.tags.kind === 'exact')
  const patterns = followers.filter(({ policy }) => policy.tags.kind !== 'exact')
  const tags = [...new Set(exact.flatMap(({ policy }) => (policy.tags.kind === 'exact' ? [policy.tags.tag] : [])))]
  const named = tags.length > 0 ? await registry.named(repository, tags) : {}
  const listed = patterns.length > 0 ? await registry.admitted(repository, everyTag) : []
  const byTag = isProblem(named) ? [] : exact.map((follower) => [follower, ofExact(follower, named)] as const)
  const byPattern = isProblem(listed)
    ? []
    : patterns.map((follower) => [follower, ofPattern(follower, listed)] as const)
  return [...byTag, ...byPattern].map(([follower, image]) => [follower, image])
}

function ofExact({ policy }: Followed, named: Readonly<Record<string, RegistryImage>>): RegistryImage | null {
  return (policy.tags.kind === 'exact' ? named[policy.tags.tag] : undefined) ?? null
}

function ofPattern({ policy }: Followed, images: readonly RegistryImage[]): RegistryImage | null {
  return (
    newestOf(
      policy.order,
      images.filter((image) => admits(policy.tags, image.tag)),
    ) ?? null
  )
}
