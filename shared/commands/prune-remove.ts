import type { Digest } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { RepositoryFacts, StoredImage, Unread } from '../prune/facts.ts'
import { kinOf } from '../prune/kin.ts'
import { prunePlan, type RepositoryPlan } from '../prune/plan.ts'
import type { Removed } from '../prune/report.ts'
import { whysFor } from '../prune/unread.ts'
import type { Answering, PruneLog, PruneRegistry } from '../prune-ports.ts'
import type { PruneLook } from './prune-facts.ts'

/** AWS deletes a hundred images a call. */
const imagesPerCall = 100
/** Longest list of images that one run deletes: a mistake in the rules is found before everything is gone. */
const mostPerRun = 500

/**
 * Deletes what was planned, in batches. Before each, everything that may have changed is read again, and the plan is made anew: only
 * what both plans let go is deleted, and only as it was planned, with the same tags. Where something of it cannot be read any more, the
 * rest is left, and why is told: what is deleted already is not forgotten.
 */
export async function removePlanned(
  plans: readonly RepositoryPlan[],
  look: PruneLook,
  ports: RemovePorts,
): Promise<{ readonly removed: ReadonlyMap<string, Removed>; readonly unread: readonly Unread[] }> {
  const removed = new Map<string, Removed>()
  const unread: Unread[] = []
  let room = mostPerRun
  for (const plan of plans.filter(({ remove }) => remove.length > 0)) {
    const { whys = [], ...done } = await removeFrom(plan, room, look, ports)
    removed.set(plan.repository, done)
    unread.push(...whys.map((why) => ({ why, repositories: [plan.repository] })))
    room -= done.deleted.length + done.failed.length
  }
  return { removed, unread }
}

export interface RemovePorts {
  readonly registry: Pick<PruneRegistry, 'remove'>
  readonly log: PruneLog
  readonly answering: Answering
}

interface Doing {
  readonly deleted: StoredImage[]
  readonly failed: { digest: Digest; why: string }[]
  readonly gone: Digest[]
}

async function removeFrom(
  { repository, remove }: RepositoryPlan,
  room: number,
  look: PruneLook,
  ports: RemovePorts,
): Promise<Removed & { readonly whys?: readonly string[] }> {
  const planned = new Map(remove.map((image) => [image.digest, image]))
  const doing: Doing = { deleted: [], failed: [], gone: [] }
  let left = Math.min(room, remove.length)
  while (left > 0) {
    const facts = await ports.answering(() => look([repository]))
    const whys = isProblem(facts) ? [facts.message] : whysFor([repository], facts.unread)
    if (isProblem(facts) || whys.length > 0) return { ...doing, spared: 0, left: remove.length - triedIn(doing), whys }
    const [plan] = prunePlan(facts)
    const fresh = (plan?.remove ?? []).filter((image) => isAsPlanned(image, planned) && !isTried(image, doing))
    const batch = readyIn(fresh, facts.repositories[0]).slice(0, Math.min(imagesPerCall, left))
    if (batch.length === 0) return { ...doing, spared: remove.length - triedIn(doing), left: 0 }
    await removeBatch(repository, batch, ports, doing)
    left -= batch.length
  }
  return { ...doing, spared: 0, left: remove.length - triedIn(doing) }
}

/** A tag that came or went means that somebody is at work with it. */
function isAsPlanned(image: StoredImage, planned: ReadonlyMap<Digest, StoredImage>): boolean {
  const before = planned.get(image.digest)
  return before !== undefined && before.tags.toSorted().join(' ') === image.tags.toSorted().join(' ')
}

function isTried({ digest }: StoredImage, { deleted, failed, gone }: Doing): boolean {
  return [...deleted, ...failed].some((one) => one.digest === digest) || gone.includes(digest)
}

function triedIn({ deleted, failed, gone }: Doing): number {
  return deleted.length + failed.length + gone.length
}

/** What nothing that is still there lists. */
function readyIn(images: readonly StoredImage[], facts: RepositoryFacts | undefined): StoredImage[] {
  const kin = kinOf(facts?.images ?? [])
  return images.filter(({ digest }) => kin.listedBy(digest).length === 0)
}

async function removeBatch(
  repository: string,
  batch: readonly StoredImage[],
  { registry, log }: RemovePorts,
  doing: Doing,
): Promise<void> {
  const result = await registry.remove(
    repository,
    batch.map(({ digest }) => digest),
  )
  if (isProblem(result)) {
    log.info('pruned a batch', { repository, deleted: [], failed: batch.length })
    doing.failed.push(...batch.map(({ digest }) => ({ digest, why: result.message })))
    return
  }
  log.info('pruned a batch', { repository, deleted: [...result.removed], failed: result.failed.length })
  doing.deleted.push(...batch.filter(({ digest }) => result.removed.includes(digest)))
  doing.gone.push(...result.gone)
  doing.failed.push(...result.failed)
}
