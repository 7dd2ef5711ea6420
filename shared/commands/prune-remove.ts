import type { Digest } from '../domain/image.ts'
import { isProblem } from '../domain/observation.ts'
import type { RepositoryFacts, StoredImage } from '../prune/facts.ts'
import { kinOf } from '../prune/kin.ts'
import { prunePlan, type RepositoryPlan } from '../prune/plan.ts'
import type { Removed } from '../prune/report.ts'
import type { PruneRegistry } from '../prune-ports.ts'
import type { PruneLook } from './prune-facts.ts'

/** AWS deletes a hundred images a call. */
const imagesPerCall = 100
/** Longest list of images that one run deletes: a mistake in the rules is found before everything is gone. */
const mostPerRun = 500

/**
 * Deletes what was planned, in batches. Before each, everything that may have changed is read again, and the plan is made anew: only
 * what both plans let go is deleted, and only as it was planned, with the same tags.
 */
export async function removePlanned(
  plans: readonly RepositoryPlan[],
  look: PruneLook,
  registry: Pick<PruneRegistry, 'remove'>,
): Promise<ReadonlyMap<string, Removed>> {
  const removed = new Map<string, Removed>()
  let room = mostPerRun
  for (const plan of plans.filter(({ remove }) => remove.length > 0)) {
    const done = await removeFrom(plan, room, look, registry)
    removed.set(plan.repository, done)
    room -= done.deleted.length + done.failed.length
  }
  return removed
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
  registry: Pick<PruneRegistry, 'remove'>,
): Promise<Removed> {
  const planned = new Map(remove.map((image) => [image.digest, image]))
  const doing: Doing = { deleted: [], failed: [], gone: [] }
  let left = Math.min(room, remove.length)
  let spared = 0
  while (left > 0) {
    const facts = await look([repository])
    const [plan] = prunePlan(facts)
    const fresh = (plan?.remove ?? []).filter((image) => isAsPlanned(image, planned) && !isTried(image, doing))
    const batch = readyIn(fresh, facts.repositories[0]).slice(0, Math.min(imagesPerCall, left))
    if (batch.length === 0) {
      spared = remove.length - triedIn(doing)
      break
    }
    await removeBatch(repository, batch, registry, doing)
    left -= batch.length
  }
  return { ...doing, spared, left: remove.length - triedIn(doing) - spared }
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
  registry: Pick<PruneRegistry, 'remove'>,
  doing: Doing,
): Promise<void> {
  const result = await registry.remove(
    repository,
    batch.map(({ digest }) => digest),
  )
  if (isProblem(result)) {
    doing.failed.push(...batch.map(({ digest }) => ({ digest, why: result.message })))
    return
  }
  doing.deleted.push(...batch.filter(({ digest }) => result.removed.includes(digest)))
  doing.gone.push(...result.gone)
  doing.failed.push(...result.failed)
}
