import type { World } from '../../kernel/service.ts'

/** What an image says about itself. */
export interface PushedConfig {
  readonly labels?: Readonly<Record<string, string>>
  /** What it was built for: `amd64`, `arm64`; `amd64` when left out. */
  readonly architecture?: string
  /** Epoch ms at which it was built; a minute before the push when left out. */
  readonly createdAt?: number
  /** The configuration's whole text, instead of one that is made of the labels. */
  readonly text?: string
}

/** One manifest stored in a repository. Times are epoch milliseconds. */
export interface StoredImage {
  readonly digest: string
  readonly mediaType: string
  readonly artifactMediaType?: string
  readonly pushedAt: number
  readonly sizeInBytes: number
  /** Digests of the manifests an index lists; empty for a single image. */
  readonly children: readonly string[]
  /** Tasks that run this index report its first child's digest instead of the index's own. */
  readonly reportsChild: boolean
  /** What it was built with; an image that says nothing about itself has none. */
  readonly config?: PushedConfig
  /** What it says something about: a signature, an SBOM. */
  readonly subject?: string
  pulledAt?: number
  status: 'ACTIVE' | 'ARCHIVED'
  changedAt?: number
}

export interface Repository {
  readonly name: string
  readonly createdAt: number
  readonly images: Map<string, StoredImage>
  /** What each tag names now. */
  readonly tags: Map<string, string>
  readonly settings: RepositorySettings
}

/** What somebody set for a repository. */
export interface RepositorySettings {
  mutability: 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION'
  /** Tags for which the opposite holds, `*` standing for anything. */
  exclusions: readonly string[]
  /** JSON. */
  lifecyclePolicy?: string | undefined
}

/** The registry of the world's account and region. */
export interface Registry {
  readonly world: World
  readonly repositories: Map<string, Repository>
}

export function createRegistry(world: World): Registry {
  return { world, repositories: new Map() }
}

export function registryHost(world: World): string {
  return `${world.account}.dkr.ecr.${world.region}.amazonaws.com`
}

export function tagsOf(repository: Repository, digest: string): string[] {
  return [...repository.tags].filter(([, named]) => named === digest).map(([tag]) => tag)
}
