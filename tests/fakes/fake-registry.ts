import { type Digest, type Image, isDigest, type Millis } from '../../shared/domain/image.ts'
import type { Candidate, Problem, RegistryImage } from '../../shared/domain/observation.ts'
import type { LedgerEntry } from '../../shared/domain/record.ts'
import { releaseKey } from '../../shared/domain/release.ts'
import { admits } from '../../shared/domain/tag-policy.ts'
import type { Clock, Registry } from '../../shared/ports.ts'
import { type Touch, touching, untouched } from './touch.ts'

export interface FakeRegistryOptions {
  readonly clock: Clock
  readonly touch?: Touch
}

export interface PushOptions {
  readonly at?: Millis
  /** Makes the image an index of these children. */
  readonly children?: readonly Digest[]
}

/** Registry in memory; steps `named`, `admitted`, `usable`, `children`. */
export interface FakeRegistry extends Registry {
  /** Puts the image there; the tag moves to it. */
  push(repository: string, tag: string, digest: Digest, options?: PushOptions): void
  remove(repository: string, digest: Digest): void
  archive(repository: string, digest: Digest): void
  /** What a tag names now. */
  resolve(repository: string, tag: string): Digest | undefined
  /** Child manifests, without the detour over the port. */
  childrenOf(repository: string, digest: Digest): readonly Digest[]
  /** From now on every answer is this problem; `undefined` heals it. */
  answerWith(problem: Problem | undefined): void
}

interface Stored {
  readonly digest: Digest
  readonly tags: Set<string>
  readonly pushedAt: Millis
  readonly children: readonly Digest[]
  archived: boolean
}

type Repositories = Map<string, Map<Digest, Stored>>

export function fakeRegistry({ clock, touch = untouched }: FakeRegistryOptions): FakeRegistry {
  const repositories: Repositories = new Map()
  let problem: Problem | undefined
  function answer<T>(step: string, work: () => T): Promise<T | Problem> {
    return touching(touch, step, () => problem ?? work())
  }
  return {
    named: (repository, tags) => answer('named', () => named(repositories, repository, tags)),
    admitted: (repository, tags) =>
      answer('admitted', () => tagged(repositories, repository).filter(({ tag }) => admits(tags, tag))),
    usable: (entries) => answer('usable', () => entries.map((entry) => candidate(repositories, entry))),
    children: (repository, digest) =>
      answer('children', () => repositories.get(repository)?.get(digest)?.children ?? []),
    push: (repository, tag, digest, options = {}) =>
      push(repositories, repository, tag, digest, { at: options.at ?? clock.now(), children: options.children ?? [] }),
    remove: (repository, digest) => void repositories.get(repository)?.delete(digest),
    archive(repository, digest) {
      const image = repositories.get(repository)?.get(digest)
      if (image) image.archived = true
    },
    resolve: (repository, tag) => named(repositories, repository, [tag])[tag]?.digest,
    childrenOf: (repository, digest) => repositories.get(repository)?.get(digest)?.children ?? [],
    answerWith(next) {
      problem = next
    },
  }
}

function push(
  all: Repositories,
  repository: string,
  tag: string,
  digest: Digest,
  options: Required<PushOptions>,
): void {
  if (!isDigest(digest)) throw new Error(`Not a digest: ${String(digest)}`)
  const images = all.get(repository) ?? new Map<Digest, Stored>()
  all.set(repository, images)
  for (const image of images.values()) image.tags.delete(tag)
  const { at, children } = options
  const known = images.get(digest) ?? { digest, tags: new Set<string>(), pushedAt: at, children, archived: false }
  known.tags.add(tag)
  images.set(digest, known)
  for (const child of children) {
    const plain = { digest: child, tags: new Set<string>(), pushedAt: at, children: [], archived: false }
    if (!images.has(child)) images.set(child, plain)
  }
}

function tagged(all: Repositories, repository: string): RegistryImage[] {
  return [...(all.get(repository)?.values() ?? [])]
    .filter((image) => !image.archived)
    .flatMap(({ tags, digest, pushedAt }) => [...tags].map((tag) => ({ tag, digest, pushedAt })))
}

function named(all: Repositories, repository: string, tags: readonly string[]): Record<string, RegistryImage> {
  const wanted = tagged(all, repository).filter(({ tag }) => tags.includes(tag))
  return Object.fromEntries(wanted.map((image) => [image.tag, image]))
}

function candidate(all: Repositories, entry: LedgerEntry): Candidate {
  const release = releaseKey(entry.release)
  const why = Object.values(entry.release.images).map((image) => whyUnusable(all, image))
  const first = why.find((text) => text !== undefined)
  return first === undefined ? { release, usable: true } : { release, usable: false, why: first }
}

function whyUnusable(all: Repositories, { repository, digest }: Image): string | undefined {
  const image = all.get(repository)?.get(digest)
  if (!image) return `image ${repository}@${digest} is gone from the registry`
  return image.archived ? `image ${repository}@${digest} is archived` : undefined
}
