import { deploymentIdOf } from './deployment-id.ts'
import { displaced } from './displaced.ts'
import type { PushFact } from './fact.ts'
import { type ContainerName, type Digest, type Image, type Millis, shortDigest } from './image.ts'
import type { RegistryView } from './observation.ts'
import { comparePushes } from './order.ts'
import { notice } from './outbox.ts'
import type { ContainerPolicy, Policy } from './policy.ts'
import type { Mark, Pending, TargetRecord, Trigger } from './record.ts'
import { admits } from './tag-policy.ts'

/** What was heard of pushes, and what the registry shows. */
export interface SeenPushes {
  readonly pushes: readonly PushFact[]
  readonly registry: RegistryView | undefined
}

/** What is known of the registry for one container when pushes are taken in. */
interface Sight {
  readonly container: ContainerName
  readonly policy: ContainerPolicy
  readonly pushes: readonly PushFact[]
  /** Newest image the registry shows; undefined when it was not looked at. */
  readonly newest: Mark | null | undefined
  readonly now: Millis
}

/**
 * Takes pushes and the registry's view into the record: moves the marks and lays what is news over the pending start.
 * The first sight of a repository only sets the mark, so that installing deploys nothing; a push that was seen to happen is
 * news even then.
 */
export function withPushes(record: TargetRecord, policy: Policy, seen: SeenPushes, now: Millis): TargetRecord {
  let next = record
  for (const [container, containerPolicy] of Object.entries(policy.containers)) {
    const pushes = seen.pushes.filter((push) => follows(containerPolicy, push))
    const newest = seen.registry?.newest[container]
    next = withSightOf(next, { container, policy: containerPolicy, pushes, newest, now })
  }
  return next
}

/**
 * Tells which pushes would be news once nothing goes before them, and takes in the others: whatever waits in the inbox is read each
 * time.
 */
export function withOlderPushes(
  record: TargetRecord,
  policy: Policy,
  seen: SeenPushes,
  now: Millis,
): { readonly record: TargetRecord; readonly news: readonly PushFact[] } {
  const sights = Object.entries(policy.containers).map(([container, containerPolicy]) => {
    const pushes = seen.pushes.filter((push) => follows(containerPolicy, push))
    const sight = { container, policy: containerPolicy, pushes, newest: seen.registry?.newest[container], now }
    const mark = record.mark[container]
    // What was never looked at has its first sight later: of its pushes the newest is enough for that.
    const top = mark === undefined ? newsIn(null, { ...sight, newest: undefined }) : newsIn(mark, sight)
    return { sight, top: top ?? mark ?? null, tells: whatTells(top, mark ?? null, pushes) }
  })
  const news = new Set(sights.flatMap(({ tells }) => tells))
  const next = sights.reduce((before, { sight, top }) => {
    return toldOlder(before, { ...sight, pushes: sight.pushes.filter((push) => !news.has(push)) }, top)
  }, record)
  return { record: next, news: [...news] }
}

/** The push of what is news; of what came back, also one that it came back from. */
function whatTells(news: Mark | undefined, mark: Mark | null, pushes: readonly PushFact[]): readonly PushFact[] {
  if (!news) return []
  const event = pushes.find(({ tag, digest }) => tag === news.tag && digest === news.digest)
  const away = news.digest === mark?.digest ? pushes.findLast(({ digest }) => digest !== news.digest) : undefined
  return [event, away].filter((push) => push !== undefined)
}

/** When the newest of what would be news was pushed; undefined where nothing is. */
export function newsAt(record: TargetRecord, policy: Policy, seen: SeenPushes, now: Millis): Millis | undefined {
  const { mark } = withPushes(record, policy, seen, now)
  const times = Object.entries(mark).flatMap(([container, news]) => {
    if (!news || news === record.mark[container]) return []
    const events = seen.pushes.filter(({ tag, digest }) => tag === news.tag && digest === news.digest)
    return [news.pushedAt, ...events.map(({ at }) => at)]
  })
  return times.length > 0 ? Math.max(...times) : undefined
}

/** Whether a container follows what a push named. */
export function follows(policy: ContainerPolicy, push: PushFact): boolean {
  return push.repository === policy.repository && admits(policy.tags, push.tag)
}

function withSightOf(record: TargetRecord, sight: Sight): TargetRecord {
  const mark = record.mark[sight.container]
  if (mark === undefined) return firstSight(record, sight)
  const news = newsIn(mark, sight)
  const marked = news ? accepted(record, sight, news) : record
  return toldOlder(marked, sight, news ?? mark)
}

function newsIn(mark: Mark | null, sight: Sight): Mark | undefined {
  return sight.policy.order === 'exact' ? exactNews(mark, sight) : patternNews(mark, sight)
}

/** What the registry shows at first is the mark, unless it came after a push that we saw happen. */
function firstSight(record: TargetRecord, sight: Sight): TargetRecord {
  const { container, pushes, newest } = sight
  if (newest === undefined && pushes.length === 0) return record
  const before = pushes.length === 0 ? newest : olderThanPushes(sight)
  const marked = { ...record, mark: { ...record.mark, [container]: before ?? null } }
  return pushes.length === 0 ? marked : withSightOf(marked, sight)
}

function olderThanPushes({ pushes, newest, policy }: Sight): Mark | null {
  if (!newest || policy.order === 'exact') return null
  const firstPush = Math.min(...pushes.map((push) => push.at))
  const wasThere = pushes.every((push) => push.digest !== newest.digest) && newest.pushedAt < firstPush
  return wasThere ? newest : null
}

/** The registry alone says what an exact tag names; a push only tells to look there. */
function exactNews(mark: Mark | null, { newest, pushes }: Sight): Mark | undefined {
  const latest = newest ?? (newest === null ? undefined : latestPush(pushes))
  if (!latest) return newest === null ? vanished(mark, pushes) : undefined
  return latest.digest === mark?.digest ? cameBack(mark, pushes) : latest
}

/** A tag that went elsewhere and came back between two looks is news as much as one that was seen elsewhere. */
function cameBack(mark: Mark, pushes: readonly PushFact[]): Mark | undefined {
  const latest = latestPush(pushes)
  const wentAway = pushes.some(({ digest, at }) => digest !== mark.digest && at > mark.pushedAt)
  return wentAway && latest?.digest === mark.digest ? latest : undefined
}

/** A pushed tag that the registry no longer has: the start will say so. */
function vanished(mark: Mark | null, pushes: readonly PushFact[]): Mark | undefined {
  const latest = latestPush(pushes)
  return latest && latest.digest !== mark?.digest ? latest : undefined
}

function latestPush(pushes: readonly PushFact[]): Mark | undefined {
  const latest = pushes.toSorted((a, b) => a.at - b.at).at(-1)
  return latest && markOf(latest)
}

function patternNews(mark: Mark | null, { newest, pushes, policy }: Sight): Mark | undefined {
  const seen = [...pushes.map(markOf), ...(newest ? [newest] : [])]
  const top = seen.toSorted((a, b) => comparePushes(policy.order, a, b)).at(-1)
  if (!top || (mark && isSame(mark, top))) return undefined
  return !mark || comparePushes(policy.order, top, mark) > 0 ? top : undefined
}

function markOf({ tag, digest, at }: PushFact): Mark {
  return { tag, digest, pushedAt: at }
}

function isSame(a: Mark, b: Mark): boolean {
  return a.tag === b.tag && a.digest === b.digest
}

/** Moves the mark and lays the image over the pending start. */
function accepted(record: TargetRecord, sight: Sight, news: Mark): TargetRecord {
  const { container, policy, pushes, now } = sight
  const image: Image = { repository: policy.repository, tag: news.tag, digest: news.digest }
  const event = pushes.find((push) => push.digest === news.digest && push.tag === news.tag)
  const id = event?.id ?? `sweep:${container}:${news.tag}:${news.digest}:${now}`
  const receivedAt = event ? event.receivedAt : now
  const heard = receivedAt === undefined ? {} : { receivedAt }
  const trigger: Trigger = { kind: event ? 'push' : 'sweep', id, at: event?.at ?? news.pushedAt, ...heard }
  const pending = laidOver(record, trigger, { [container]: image }, now)
  const isTold = record.pending?.command !== undefined || record.pending?.question !== undefined
  const cleared = isTold
    ? displaced(record, `${news.tag} was pushed`, now, pending.deploymentId)
    : toldReplaced(record, sight, news)
  return { ...cleared, mark: { ...record.mark, [container]: news }, pending }
}

/** An image that waits to start and loses its place to a newer one of its container is told; others go out together. */
function toldReplaced(record: TargetRecord, { container, policy }: Sight, news: Mark): TargetRecord {
  const waiting = record.pending?.images[container]
  if (!waiting || waiting.digest === news.digest) return record
  const tag = waiting.tag ?? shortDigest(waiting.digest)
  const pushedAt = record.mark[container]?.pushedAt ?? 0
  return toldNewer(record, { container, policy, push: { ...waiting, tag, at: pushedAt }, top: news })
}

/** Adds images to the pending start, or makes one. The newest trigger names the deployment. */
export function laidOver(record: TargetRecord, trigger: Trigger, images: Pending['images'], now: Millis): Pending {
  const { pending } = record
  const isCommand = pending?.command !== undefined
  return {
    deploymentId: deploymentIdOf(trigger.at, record.target, trigger.id),
    trigger,
    images: { ...(isCommand ? {} : pending?.images), ...images },
    firstAt: pending && !pending.question && !pending.frozen ? pending.firstAt : now,
    lastAt: now,
    ...(pending?.inPlaceOf ? { inPlaceOf: pending.inPlaceOf } : {}),
    ...(pending?.scansSince && !isCommand ? { scansSince: pending.scansSince } : {}),
    ...(pending?.frozen && !isCommand ? { frozen: pending.frozen } : {}),
  }
}

/** Pushes that something newer keeps from being deployed are told, once each; what was handled before is not. */
function toldOlder(record: TargetRecord, { container, policy, pushes }: Sight, top: Mark | null): TargetRecord {
  let next = record
  for (const push of pushes) {
    if (!top || push.digest === top.digest || isKnown(record, container, push.digest)) continue
    next = toldNewer(next, { container, policy, push, top })
  }
  return next
}

interface Outdone {
  readonly container: ContainerName
  readonly policy: ContainerPolicy
  readonly push: Pick<PushFact, 'repository' | 'tag' | 'digest' | 'at'>
  readonly top: Mark
}

function toldNewer(record: TargetRecord, { container, policy, push, top }: Outdone): TargetRecord {
  const { repository, tag, digest, at } = push
  const because = policy.order === 'exact' ? `${tag} names another image by now` : `${top.tag} is newer`
  return notice(record, {
    notice: 'not-deployed',
    id: `older:${tag}:${digest}:${at}`,
    at,
    reason: `${tag} was pushed and not deployed: ${because}`,
    images: { [container]: { repository, tag, digest } },
  })
}

function isKnown(record: TargetRecord, container: ContainerName, digest: Digest): boolean {
  const releases = record.ledger.map((entry) => entry.release)
  const inProgress = 'deployment' in record.state ? [record.state.deployment.goal] : []
  return (
    record.holds.some((hold) => hold.digests[container] === digest) ||
    [...releases, ...inProgress].some((release) => release.images[container]?.digest === digest)
  )
}
