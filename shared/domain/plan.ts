import { baseImages } from './base-images.ts'
import { missingContainers } from './configured.ts'
import { holdOn } from './hold.ts'
import { type ContainerName, digestsOf, type Image, type Images, sameDigest, sameDigests } from './image.ts'
import { stableOf } from './ledger.ts'
import { isProblem, type PlatformView, passesByItself } from './observation.ts'
import { planRollback } from './plan-rollback.ts'
import type { Policy } from './policy.ts'
import type { Pending, Release, TargetRecord } from './record.ts'
import { imagesOf, releaseKey } from './release.ts'
import type { Context } from './step.ts'
import { underWay } from './under-way.ts'

/** What a pending start comes to. */
export type Plan =
  /** The registry cannot be asked now. */
  | { readonly kind: 'trouble'; readonly reason: string }
  | { readonly kind: 'goal'; readonly goal: Release; readonly force: boolean }
  /** More must be observed first. */
  | { readonly kind: 'look'; readonly reason: string }
  /** A command that makes no sense here. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It would fail for a reason known before anything is touched. */
  | { readonly kind: 'impossible'; readonly reason: string }

/** Works out which release a pending start is to bring onto the target. */
export function plan(record: TargetRecord, pending: Pending, view: PlatformView, context: Context): Plan {
  const { command } = pending
  if (command?.kind === 'rollback') return planRollback(record, pending, command.to, view, context)
  if (command?.kind === 'repair') return planRepair(record)
  if (command?.kind === 'redeploy' && !command.image) return planSameAgain(record, pending, view, context)
  const pushed = command ? namedImages(pending, context.policy.containers) : withoutHeld(record, pending, view, context)
  if (Object.keys(pushed).length === 0)
    return { kind: 'refused', reason: 'no container of the target takes this image' }
  return planPush(record, pending, pushed, view, context)
}

function planPush(record: TargetRecord, pending: Pending, pushed: Images, view: PlatformView, context: Context): Plan {
  const base = baseImages(record, pending, view, context)
  const images: Record<ContainerName, Image> = { ...base, ...pushed }
  const missing = missingContainers(images, context.policy)
  if (missing.length > 0) {
    return {
      kind: 'impossible',
      reason: `cannot tell which image the container ${missing.join(', ')} runs: push it too, or wait until the target is settled`,
    }
  }
  const existing = existence(record, pushed, context)
  if (existing) return existing
  return { kind: 'goal', goal: { images }, force: pending.command?.kind === 'redeploy' }
}

/** Whether the registry still has the images that are new. */
function existence(record: TargetRecord, pushed: Images, { observation, policy }: Context): Plan | undefined {
  const { registry, candidates } = observation
  if (isProblem(registry))
    return { kind: passesByItself(registry) ? 'trouble' : 'impossible', reason: registry.message }
  for (const [container, image] of Object.entries(pushed)) {
    const exact = policy.containers[container]?.order === 'exact'
    if (exact && registry?.newest[container]?.digest === image.digest) continue
    if (exact && registry?.newest[container] === null && record.mark[container]?.digest === image.digest)
      return { kind: 'impossible', reason: `the tag ${image.tag ?? ''} of ${image.repository} is gone` }
    const checked = candidates?.find(
      (candidate) => candidate.release === releaseKey({ images: { [container]: image } }),
    )
    if (!checked) return { kind: 'look', reason: 'whether the images exist is not known yet' }
    if (!checked.usable) return { kind: 'impossible', reason: checked.why ?? `the image ${image.digest} is gone` }
  }
  return undefined
}

/** The images that a pending start names itself, by container: what must exist for it to begin. */
export function namedImages(pending: Pending, containers: Context['policy']['containers']): Images {
  const { command, images } = pending
  return command?.kind === 'redeploy' && command.image ? laidByRepository(command.image, containers) : images
}

/** Images that failed here before are left out where the rest can go without them. */
function withoutHeld(record: TargetRecord, pending: Pending, view: PlatformView, context: Context): Images {
  const { images } = pending
  const base = baseImages(record, pending, view, context)
  const hold = holdOn(record, { images: { ...base, ...images } })
  if (!hold) return images
  const rest = Object.entries(images).filter(([container, image]) => {
    const heldDigest = hold.digests[container]
    return heldDigest === undefined || !sameDigest(heldDigest, image.digest, record.manifests)
  })
  return rest.length === 0 || rest.length === Object.keys(images).length
    ? images
    : withoutHeld(record, { ...pending, images: Object.fromEntries(rest) }, view, context)
}

function laidByRepository(image: Image, containers: Context['policy']['containers']): Images {
  const takers = Object.entries(containers).filter(([, { repository }]) => repository === image.repository)
  return Object.fromEntries(takers.map(([container]) => [container, image]))
}

function planSameAgain(record: TargetRecord, pending: Pending, view: PlatformView, { policy }: Context): Plan {
  const coming = underWay(record, pending)
  if (coming) return { kind: 'goal', goal: startedAnew(record, coming, policy), force: true }
  const leading = view.rollouts.find((rollout) => rollout.leading)
  const stable = stableOf(record)?.release
  const isWhole = stable && missingContainers(stable.images, policy).length === 0
  if (isWhole && sameDigests(digestsOf(stable.images), leading?.digests, record.manifests)) {
    const runs = policy.mode === 'force' && leading ? { ...stable, carrier: leading.carrier } : stable
    return { kind: 'goal', goal: startedAnew(record, runs, policy), force: true }
  }
  const images = imagesOf(leading?.digests, policy, record)
  if (!images || !leading)
    return { kind: 'refused', reason: 'cannot redeploy: which images run is not known; name one' }
  return { kind: 'goal', goal: startedAnew(record, { images, carrier: leading.carrier }, policy), force: true }
}

/** Force mode: infrastructure's carrier is started anew as it is; only a copy of ours says itself what it runs. */
function startedAnew(record: TargetRecord, release: Release, { mode }: Policy): Release {
  const isCopy = record.ours.some(({ carrier, base }) => carrier === release.carrier && base !== undefined)
  return mode === 'force' && !isCopy ? { images: release.images } : release
}

function planRepair(record: TargetRecord): Plan {
  const left = record.settledOn ?? stableOf(record)?.release
  return left ? { kind: 'goal', goal: left, force: false } : { kind: 'refused', reason: 'nothing proven to go back to' }
}
