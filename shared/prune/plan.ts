import type { Digest } from '../domain/image.ts'
import { comparePushes } from '../domain/order.ts'
import { admits } from '../domain/tag-policy.ts'
import type { Follower, Need, PruneFacts, RepositoryFacts, StoredImage, Use } from './facts.ts'
import { isRoot, type Kin, kinOf } from './kin.ts'

/**
 * Why an image stays; of several reasons the first. `unread`: somebody who may need it could not be asked. `followed`: a tag that a
 * target follows names it. `coming`: a target has not seen this push yet. `archived`: it costs little, and somebody put it there.
 * `young`: pushed or pulled lately. `newest`: one of the newest of its repository. `belongs`: it is part of an image that stays,
 * or that one is part of it.
 */
export const reasons = [
  'unread',
  'runs',
  'ledger',
  'deployment',
  'mark',
  'revision',
  'record',
  'followed',
  'coming',
  'archived',
  'young',
  'newest',
  'belongs',
] as const
export type Reason = (typeof reasons)[number]

export interface Kept {
  readonly digest: Digest
  readonly reason: Reason
  /** Who needs it, or what it belongs to; absent where the reason says all. */
  readonly by?: string
}

export interface RepositoryPlan {
  readonly repository: string
  /** In the order in which it can be deleted: an index before what it lists; then the oldest first, images before what is said about them. */
  readonly remove: readonly StoredImage[]
  /** In the order of the registry. */
  readonly kept: readonly Kept[]
}

/** Which images nobody needs. Pure and total: the same facts give the same plan. */
export function prunePlan(facts: PruneFacts): RepositoryPlan[] {
  const needed = neededDigests(facts.needs)
  return facts.repositories.map((repository) => planOf(repository, facts, needed))
}

type Needed = ReadonlyMap<Digest, Need>

/** Of several needs of a digest the first in the order of the reasons. */
function neededDigests(needs: readonly Need[]): Needed {
  const found = new Map<Digest, Need>()
  for (const need of needs) {
    if (typeof need.image !== 'string') continue
    const other = found.get(need.image)
    if (!other || precedes(need.use, other.use)) found.set(need.image, need)
  }
  return found
}

function precedes(a: Use, b: Use): boolean {
  return reasons.indexOf(a) < reasons.indexOf(b)
}

function planOf(facts: RepositoryFacts, all: PruneFacts, needed: Needed): RepositoryPlan {
  const { repository, images } = facts
  const unread = all.unread.find(({ repositories }) => repositories === 'all' || repositories.includes(repository))
  if (unread) return { repository, remove: [], kept: images.map(({ digest }) => ({ digest, reason: 'unread' })) }
  const kin = kinOf(images)
  const kept = withKin(directlyKept(facts, all, needed, kin), kin)
  return {
    repository,
    remove: inOrder(
      images.filter(({ digest }) => !kept.has(digest)),
      kin,
    ),
    kept: images.flatMap(({ digest }) => kept.get(digest) ?? []),
  }
}

function directlyKept(
  { repository, images }: RepositoryFacts,
  all: PruneFacts,
  needed: Needed,
  kin: Kin,
): Map<Digest, Kept> {
  const here = {
    needed,
    tagged: all.needs.filter(({ image }) => typeof image !== 'string' && image.repository === repository),
    followers: all.followers.filter((follower) => follower.repository === repository),
    newest: newestOf(images, all.rules.keep, kin),
    youngSince: all.now - all.rules.olderThanMs,
  }
  return new Map(
    images.flatMap((image) => {
      const reason = whyKept(image, here)
      return reason ? [[image.digest, { digest: image.digest, ...reason }] as const] : []
    }),
  )
}

interface Here {
  readonly needed: Needed
  readonly tagged: readonly Need[]
  readonly followers: readonly Follower[]
  readonly newest: ReadonlySet<Digest>
  readonly youngSince: number
}

function whyKept(image: StoredImage, here: Here): Omit<Kept, 'digest'> | undefined {
  const need = needOf(image, here)
  if (need) return { reason: need.use, by: need.by }
  const follower = here.followers.find(({ tags }) => tags.kind === 'exact' && image.tags.includes(tags.tag))
  if (follower) return { reason: 'followed', by: `target ${follower.target}` }
  const waiting = here.followers.find((one) => image.tags.some((tag) => isNews(one, tag, image)))
  if (waiting) return { reason: 'coming', by: `target ${waiting.target}` }
  if (image.isArchived) return { reason: 'archived' }
  if (Math.max(image.pushedAt, image.pulledAt ?? 0) > here.youngSince) return { reason: 'young' }
  return here.newest.has(image.digest) ? { reason: 'newest' } : undefined
}

function needOf({ digest, tags }: StoredImage, { needed, tagged }: Here): Need | undefined {
  const byTag = tagged.filter(({ image }) => typeof image !== 'string' && tags.includes(image.tag))
  const byDigest = needed.get(digest)
  return [...(byDigest ? [byDigest] : []), ...byTag].reduce<Need | undefined>(
    (first, need) => (!first || precedes(need.use, first.use) ? need : first),
    undefined,
  )
}

function isNews({ tags, order, mark }: Follower, tag: string, { digest, pushedAt }: StoredImage): boolean {
  if (tags.kind === 'exact' || !admits(tags, tag)) return false
  return mark === undefined || comparePushes(order, { tag, digest, pushedAt }, mark) > 0
}

/** The newest that stand for themselves: platforms of an index, and what is said about images, take nobody's place. */
function newestOf(images: readonly StoredImage[], keep: number, kin: Kin): ReadonlySet<Digest> {
  const roots = images.filter((image) => !image.isArchived && isRoot(image, kin))
  const newestFirst = roots.toSorted((a, b) => byAge(b, a))
  return new Set(newestFirst.slice(0, keep).map(({ digest }) => digest))
}

/**
 * What is needed as part of an index keeps the index, since whoever runs it may have asked for the index; and all that stays keeps
 * its parts and what is said about it. A part that two indexes share does not keep the one that nobody needs.
 */
function withKin(direct: Map<Digest, Kept>, kin: Kin): Map<Digest, Kept> {
  const kept = new Map(direct)
  spread(kept, (digest) => kin.listedBy(digest))
  spread(kept, (digest) => [...kin.listsOf(digest), ...kin.saidAbout(digest)])
  return kept
}

function spread(kept: Map<Digest, Kept>, next: (digest: Digest) => readonly Digest[]): void {
  const waiting = [...kept.keys()]
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    for (const kin of next(digest).filter((one) => !kept.has(one))) {
      kept.set(kin, { digest: kin, reason: 'belongs', by: digest })
      waiting.push(kin)
    }
  }
}

/** The registry refuses to delete what an index still lists. */
function inOrder(images: readonly StoredImage[], kin: Kin): StoredImage[] {
  const depths = depthsOf(images, kin)
  const depth = ({ digest }: StoredImage): number => depths.get(digest) ?? 0
  const isRemark = ({ digest }: StoredImage): number => Number(kin.isAbout(digest).length > 0)
  return images.toSorted((a, b) => depth(a) - depth(b) || isRemark(a) - isRemark(b) || byAge(a, b))
}

function depthsOf(images: readonly StoredImage[], kin: Kin): ReadonlyMap<Digest, number> {
  const going = new Set(images.map(({ digest }) => digest))
  const above = (digest: Digest): readonly Digest[] => kin.listedBy(digest).filter((one) => going.has(one))
  const depths = new Map<Digest, number>()
  // A digest cannot list itself, so that each round settles at least what lies one deeper.
  for (let round = 0, settled = -1; settled < depths.size; round += 1) {
    settled = depths.size
    const ready = [...going].filter((one) => !depths.has(one) && above(one).every((other) => depths.has(other)))
    for (const digest of ready) depths.set(digest, round)
  }
  return depths
}

function byAge(a: StoredImage, b: StoredImage): number {
  return a.pushedAt - b.pushedAt || (a.digest < b.digest ? -1 : 1)
}
