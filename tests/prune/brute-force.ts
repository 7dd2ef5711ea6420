import type { Digest } from '../../shared/domain/image.ts'
import { comparePushes } from '../../shared/domain/order.ts'
import { admits } from '../../shared/domain/tag-policy.ts'
import type { Follower, PruneFacts, RepositoryFacts, StoredImage } from '../../shared/prune/facts.ts'

/*
 * The rules again, as docs/prune.md states them, each asked of each image with nothing remembered: slow, and written without looking
 * at the plan. An image is kept when a rule keeps it, when something in it is kept by a rule, or when it is in or about what is kept.
 */

/** Digests of a repository that nobody needs, in the order of the registry. */
export function bruteForce(facts: PruneFacts, repository: RepositoryFacts): Digest[] {
  if (facts.unread.some(({ repositories: some }) => some === 'all' || some.includes(repository.repository))) return []
  const { images } = repository
  const byRule = (image: StoredImage) => rules.some((rule) => rule(image, repository, facts))
  const holdsNeeded = (image: StoredImage) => insides(image, images).some(byRule)
  const anchors = images.filter((image) => byRule(image) || holdsNeeded(image))
  const kept = new Set(anchors.flatMap((anchor) => [anchor, ...around(anchor, images)]))
  return images.filter((image) => !kept.has(image)).map(({ digest }) => digest)
}

type Rule = (image: StoredImage, repository: RepositoryFacts, facts: PruneFacts) => boolean

const rules: readonly Rule[] = [
  ({ digest }, _repository, { needs }) => needs.some(({ image }) => image === digest),
  ({ tags }, { repository }, { needs }) =>
    needs.some(({ image }) => typeof image === 'object' && image.repository === repository && tags.includes(image.tag)),
  (image, { repository }, { followers }) =>
    followers.filter((one) => one.repository === repository).some((one) => wants(one, image)),
  ({ isArchived }) => isArchived === true,
  ({ pushedAt }, _repository, { now, rules: { olderThanMs } }) => now - pushedAt < olderThanMs,
  ({ pulledAt }, _repository, { now, rules: { olderThanMs } }) =>
    pulledAt !== undefined && now - pulledAt < olderThanMs,
  (image, { images }, { rules: { keep } }) => {
    if (image.isArchived || !standsAlone(image, images)) return false
    const newer = images.filter((other) => !other.isArchived && standsAlone(other, images) && isNewer(other, image))
    return newer.length < keep
  },
]

function wants({ tags, order, mark }: Follower, { digest, pushedAt, tags: own }: StoredImage): boolean {
  if (tags.kind === 'exact') return own.includes(tags.tag)
  const admitted = own.filter((tag) => admits(tags, tag))
  return admitted.some((tag) => !mark || comparePushes(order, { tag, digest, pushedAt }, mark) > 0)
}

function isNewer(a: StoredImage, b: StoredImage): boolean {
  return a.pushedAt > b.pushedAt || (a.pushedAt === b.pushedAt && a.digest > b.digest)
}

function standsAlone(image: StoredImage, images: readonly StoredImage[]): boolean {
  const isNamed = image.tags.some((tag) => !isSignatureTag(tag))
  const isPart = images.some((other) => other !== image && other.lists.includes(image.digest))
  const isRemark = images.some((other) => other !== image && speaksOf(image, other))
  return isNamed || !(isPart || isRemark)
}

function speaksOf({ about, tags }: StoredImage, other: StoredImage): boolean {
  if (about.includes(other.digest)) return true
  return tags.every(isSignatureTag) && tags.some((tag) => tag.startsWith(other.digest.replace(':', '-')))
}

function isSignatureTag(tag: string): boolean {
  return tag.startsWith('sha256-')
}

/** What an index lists, what is in that, and so on. */
function insides(image: StoredImage, images: readonly StoredImage[]): StoredImage[] {
  return closure(image, (one) => images.filter(({ digest }) => digest !== one.digest && one.lists.includes(digest)))
}

/** What an image lists and what speaks of it, and so on. */
function around(image: StoredImage, images: readonly StoredImage[]): StoredImage[] {
  return closure(image, (one) =>
    images.filter((other) => other !== one && (one.lists.includes(other.digest) || speaksOf(other, one))),
  )
}

/** Something may list what it also speaks of: each is met once. */
function closure(image: StoredImage, next: (image: StoredImage) => readonly StoredImage[]): StoredImage[] {
  const met = new Set<StoredImage>()
  const visit = (one: StoredImage): void => {
    if (met.has(one)) return
    met.add(one)
    next(one).forEach(visit)
  }
  next(image).forEach(visit)
  return [...met]
}
