import fc from 'fast-check'
import type { Digest } from '../../shared/domain/image.ts'
import type { Follower, Need, PruneFacts, RepositoryFacts, StoredImage, Unread } from '../../shared/prune/facts.ts'

const hour = 3_600_000
const now = 1_000 * hour
const repositories = ['host/team/api', 'host/team/proxy']

/** `sha256:000…07`: digests sort as their numbers. */
function digestNumber(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, '0')}`
}

/**
 * Registries as they come: plain images, indexes with platforms and attestations, some shared by two indexes, indexes of indexes,
 * signatures by subject and by tag, moved tags; and targets that need some of it in every way there is.
 */
export const randomFacts: fc.Arbitrary<PruneFacts> = fc
  .record({
    registries: fc.tuple(registry(0), registry(100)),
    needs: fc.array(need(), { maxLength: 4 }),
    followers: fc.array(follower(), { maxLength: 3 }),
    unread: fc.oneof(
      { weight: 8, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(unread(), { maxLength: 1 }) },
    ),
    rules: fc.record({
      olderThanMs: fc.integer({ min: 1, max: 500 }).map((hours) => hours * hour),
      keep: fc.nat({ max: 6 }),
    }),
  })
  .map(({ registries, ...rest }) => ({
    now,
    repositories: registries.map((images, index) => ({ repository: repositories[index] ?? '', images })),
    ...rest,
  }))

function registry(offset: number): fc.Arbitrary<RepositoryFacts['images']> {
  return fc.array(drawn(), { maxLength: 14 }).map((images) => {
    const stored = images.map((image, index) => laid(image, index, offset, images.length))
    return stored.map((image, index) => ({ ...image, tags: ownTags(image, stored.slice(0, index)) }))
  })
}

/** Each tag names one image: the first that was given it. */
function ownTags({ tags }: StoredImage, before: readonly StoredImage[]): string[] {
  return [...new Set(tags)].filter((tag) => !before.some((other) => other.tags.includes(tag)))
}

interface Drawn {
  readonly tag: string | undefined
  readonly other: string | undefined
  readonly pushed: number
  readonly pulled: number | undefined
  readonly isArchived: boolean
  readonly lists: readonly number[]
  readonly subject: number | undefined
  readonly signs: number | undefined
  readonly bytes: number
}

function drawn(): fc.Arbitrary<Drawn> {
  return fc.record({
    tag: sometimes(3, fc.constantFrom('v1.0.0', 'v1.1.0', 'v2.0.0', 'main-1', 'main-2', 'main-10', 'stable', 'latest')),
    other: sometimes(1, fc.constantFrom('v1.2.0', 'main-3', 'old')),
    pushed: fc.integer({ min: 1, max: 900 }),
    pulled: sometimes(2, fc.integer({ min: 1, max: 900 })),
    isArchived: fc.nat({ max: 19 }).map((dice) => dice === 0),
    lists: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(fc.nat({ max: 13 }), { maxLength: 3 }) },
    ),
    subject: sometimes(1, fc.nat({ max: 13 })),
    signs: sometimes(1, fc.nat({ max: 13 })),
    bytes: fc.nat({ max: 1_000_000 }),
  })
}

function sometimes<T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 6 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary })
}

/** Relations lead to images that come later only: a digest cannot contain itself. */
function laid(image: Drawn, index: number, offset: number, count: number): StoredImage {
  const later = (number: number): Digest => digestNumber(offset + index + 1 + (number % Math.max(1, count)))
  const named = [image.tag, image.other].flatMap((tag) => (tag === undefined ? [] : [`${tag}`]))
  const signature = image.signs === undefined ? [] : [`${later(image.signs).replace(':', '-')}.sig`]
  return {
    digest: digestNumber(offset + index),
    tags: [...named, ...signature],
    pushedAt: now - image.pushed * hour,
    ...(image.pulled === undefined ? {} : { pulledAt: now - image.pulled * hour }),
    bytes: image.bytes,
    ...(image.isArchived ? { isArchived: true } : {}),
    lists: image.lists.map(later),
    about: image.subject === undefined ? [] : [later(image.subject)],
  }
}

function anyDigest(): fc.Arbitrary<Digest> {
  return fc.tuple(fc.nat({ max: 15 }), fc.constantFrom(0, 100)).map(([number, offset]) => digestNumber(number + offset))
}

function need(): fc.Arbitrary<Need> {
  return fc.record({
    use: fc.constantFrom('runs', 'revision', 'ledger', 'deployment', 'mark', 'record'),
    by: fc.constantFrom('target api', 'target web'),
    image: fc.oneof(
      { weight: 3, arbitrary: anyDigest() },
      {
        weight: 1,
        arbitrary: fc.record({
          repository: fc.constantFrom(...repositories),
          tag: fc.constantFrom('stable', 'latest', 'v1.0.0', 'gone'),
        }),
      },
    ),
  })
}

function follower(): fc.Arbitrary<Follower> {
  return fc
    .record({
      target: fc.constantFrom('api', 'web'),
      container: fc.constant('app'),
      repository: fc.constantFrom(...repositories),
      follows: fc.constantFrom(
        { tags: { kind: 'exact', tag: 'stable' }, order: 'exact' } as const,
        { tags: { kind: 'pattern', source: '^main-.*$', shown: 'main-*' }, order: 'pushed' } as const,
        { tags: { kind: 'semver', range: '>=1.0.0' }, order: 'semver' } as const,
        { tags: { kind: 'semver', range: '1.x' }, order: 'pushed' } as const,
      ),
      mark: fc.oneof(
        { weight: 1, arbitrary: fc.constant(undefined) },
        {
          weight: 4,
          arbitrary: fc.record({
            tag: fc.constantFrom('main-2', 'main-9', 'v1.1.0', 'v1.9.9', 'stable'),
            digest: anyDigest(),
            pushedAt: fc.integer({ min: 1, max: 900 }).map((hours) => now - hours * hour),
          }),
        },
      ),
    })
    .map(({ follows, mark, ...rest }) => ({ ...rest, ...follows, ...(mark ? { mark } : {}) }))
}

function unread(): fc.Arbitrary<Unread> {
  return fc.record({
    why: fc.constant('Service api cannot be read.'),
    repositories: fc.oneof(fc.constant('all' as const), fc.subarray(repositories)),
  })
}
