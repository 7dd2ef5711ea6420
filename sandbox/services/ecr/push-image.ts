import type { Random } from '../../kernel/service.ts'
import { emitPush, emitReplication, type ReplicationSource } from './image-events.ts'
import { CONFIG_MEDIA_TYPE, IMAGE_MEDIA_TYPE, INDEX_MEDIA_TYPE } from './image-manifest.ts'
import { type PushedConfig, type Registry, type Repository, registryHost, type StoredImage } from './state.ts'

export interface Push {
  /** Made when it does not exist yet. */
  readonly repository: string
  /** Left out: pushed by digest only. */
  readonly tag?: string
  /** `sha256:` and 64 hex digits; a fresh one when left out. */
  readonly digest?: string
  /** An index with two child manifests, or with the given ones; `reportsChild`: tasks report the child's digest. */
  readonly index?: boolean | { readonly children?: readonly string[]; readonly reportsChild?: boolean }
  readonly mediaType?: string
  /** The digest it says something about, as a signature does. */
  readonly subject?: string
  /** What the image says about itself; of an index each child says it. */
  readonly config?: PushedConfig
  /** No event: what the registry held before the story begins, or a push whose event got lost. */
  readonly silent?: boolean
  /** Epoch ms of the push; now when left out. */
  readonly at?: number
}

export interface Pushed {
  readonly repository: string
  readonly tag?: string
  readonly digest: string
  readonly children: readonly string[]
  /** `HOST/repository:tag`, or by digest when there is no tag. */
  readonly reference: string
  /** `HOST/repository@sha256:…` */
  readonly pinned: string
}

/** Stores an image, moves the tag and emits one event per manifest: children first and untagged, as buildx pushes. */
export function pushImage(registry: Registry, random: Random, push: Push): Pushed {
  const repository = ensureRepository(registry, push.repository)
  const image = storeManifests(registry, random, repository, push)
  if (push.tag) repository.tags.set(push.tag, image.digest)
  if (!push.silent) emitPush(registry, repository.name, image, push.tag ?? '')
  return describePush(registry, repository.name, image, push.tag)
}

export interface Replication {
  readonly repository: string
  readonly tag: string
  readonly digest?: string
  readonly source: ReplicationSource
}

/** An image arriving by replication: stored as a push is, announced by the replication event only. */
export function replicateImage(registry: Registry, random: Random, replication: Replication): Pushed {
  const { source, ...push } = replication
  const pushed = pushImage(registry, random, { ...push, silent: true })
  const image = registry.repositories.get(push.repository)?.images.get(pushed.digest)
  if (image) emitReplication(registry, push.repository, image, push.tag, source)
  return pushed
}

export function ensureRepository(registry: Registry, name: string): Repository {
  const existing = registry.repositories.get(name)
  if (existing) return existing
  const settings = { mutability: 'MUTABLE' as const, exclusions: [] }
  const createdAt = registry.world.clock.now()
  const repository: Repository = { name, createdAt, images: new Map(), tags: new Map(), settings }
  registry.repositories.set(name, repository)
  return repository
}

function storeManifests(registry: Registry, random: Random, repository: Repository, push: Push): StoredImage {
  const known = push.digest === undefined ? undefined : repository.images.get(push.digest)
  if (known) return known
  const pushedAt = push.at ?? registry.world.clock.now()
  const children = childrenOf(random, push)
  for (const digest of children) {
    const child = singleImage(digest, pushedAt, push.config ? { config: push.config } : undefined)
    repository.images.set(digest, child)
    if (!push.silent) emitPush(registry, repository.name, child, '')
  }
  const digest = push.digest ?? randomDigest(random)
  const image = children.length > 0 ? indexImage(digest, pushedAt, children, push) : singleImage(digest, pushedAt, push)
  repository.images.set(digest, image)
  return image
}

function childrenOf(random: Random, push: Push): readonly string[] {
  if (!push.index) return []
  const given = push.index === true ? undefined : push.index.children
  return given ?? [randomDigest(random), randomDigest(random)]
}

function singleImage(
  digest: string,
  pushedAt: number,
  push?: Pick<Push, 'mediaType' | 'config' | 'subject'>,
): StoredImage {
  return {
    digest,
    mediaType: push?.mediaType ?? IMAGE_MEDIA_TYPE,
    artifactMediaType: CONFIG_MEDIA_TYPE,
    pushedAt,
    sizeInBytes: 48_000_000,
    children: [],
    reportsChild: false,
    ...(push?.config ? { config: push.config } : {}),
    ...(push?.subject ? { subject: push.subject } : {}),
    status: 'ACTIVE',
  }
}

function indexImage(digest: string, pushedAt: number, children: readonly string[], push: Push): StoredImage {
  const reportsChild = typeof push.index === 'object' && push.index.reportsChild === true
  const mediaType = push.mediaType ?? INDEX_MEDIA_TYPE
  return { digest, mediaType, pushedAt, sizeInBytes: 96_000_000, children, reportsChild, status: 'ACTIVE' }
}

function randomDigest(random: Random): string {
  let hex = ''
  while (hex.length < 64) hex += random.integer(0, 0xffff).toString(16).padStart(4, '0')
  return `sha256:${hex}`
}

function describePush(registry: Registry, repository: string, image: StoredImage, tag?: string): Pushed {
  const uri = `${registryHost(registry.world)}/${repository}`
  const pinned = `${uri}@${image.digest}`
  return {
    repository,
    ...(tag ? { tag } : {}),
    digest: image.digest,
    children: image.children,
    reference: tag ? `${uri}:${tag}` : pinned,
    pinned,
  }
}
