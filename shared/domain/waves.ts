import { type Digest, type Image, type Manifests, type Millis, sameDigest } from './image.ts'
import type { Observation, OtherTarget } from './observation.ts'
import { comparePushes } from './order.ts'
import type { Policy, Upstream } from './policy.ts'
import type { Mark, Pending, TargetRecord } from './record.ts'
import type { Context } from './step.ts'
import { admits } from './tag-policy.ts'

/** What other targets have to say of a start. */
export type Wave =
  /** More must be observed first. */
  | { readonly kind: 'look'; readonly reason: string }
  /** It waits for others; `behind` names the deployment of each that it waits for. */
  | { readonly kind: 'wave'; readonly reason: string; readonly behind: Readonly<Record<string, string>> }
  /** A target that goes first did not come through: this wave does not start. */
  | { readonly kind: 'wave-failed'; readonly reason: string }

/** The targets that a start has to know of, by name. */
export function othersOf({ dependsOn = [], takesTurnsWith = [] }: Policy): string[] {
  return [...new Set([...dependsOn.map(({ target }) => target), ...takesTurnsWith])]
}

/**
 * Whether a start has to wait for other targets. A push starts after every target that goes first has proven it; what a person
 * asks for only waits for its turn. Nothing of a wave is stored: it is read from the other targets' records each time.
 */
export function waveOf(record: TargetRecord, pending: Pending, { policy, observation }: Context): Wave | undefined {
  const others = othersOf(policy)
  if (others.length === 0) return undefined
  const { others: seen } = observation
  if (!seen) return { kind: 'look', reason: 'the targets that go first must be seen' }
  const busy = (policy.takesTurnsWith ?? []).find((target) => isBusy(seen[target]))
  if (busy !== undefined)
    return { kind: 'wave', reason: `waits for ${busy}, which is the same thing underneath`, behind: {} }
  if (pending.command) return undefined
  return firstOf((policy.dependsOn ?? []).map((upstream) => behindUpstream(upstream, pending, seen, record.manifests)))
}

/** A failure says more than a wait. */
function firstOf(waves: readonly (Wave | undefined)[]): Wave | undefined {
  const failed = waves.find((wave) => wave?.kind === 'wave-failed')
  const waiting = waves.filter((wave) => wave?.kind === 'wave')
  const [first] = waiting
  if (failed || !first) return failed
  return { ...first, behind: Object.assign({}, ...waiting.map(({ behind }) => behind)) }
}

function isBusy(other: OtherTarget | undefined): boolean {
  return other !== undefined && !['idle', 'waiting', 'stuck'].includes(other.phase)
}

/** What both follow is judged by that image alone; else by what the other is at. */
function behindUpstream(
  { target, shares }: Upstream,
  pending: Pending,
  seen: NonNullable<Observation['others']>,
  manifests: Manifests,
): Wave | undefined {
  const other = seen[target]
  if (!other)
    return { kind: 'wave', reason: `waits for ${target}, which cannot be read now or was never looked at`, behind: {} }
  const shared = Object.values(pending.images).flatMap((image) => sharedBy(shares, image, pending.trigger.at))
  if (shared.length === 0) return onDeployment(target, other, pending.wave?.behind[target])
  return firstOf(shared.map((push) => onShared(target, other, push, manifests)))
}

/** A pushed image that the other target follows too, as one of its containers. */
interface SharedPush {
  readonly share: Upstream['shares'][number]
  readonly mark: Mark
}

function sharedBy(shares: Upstream['shares'], { repository, tag, digest }: Image, pushedAt: Millis): SharedPush[] {
  if (tag === undefined) return []
  return shares
    .filter((share) => share.repository === repository && admits(share.tags, tag))
    .map((share) => ({ share, mark: { tag, digest, pushedAt } }))
}

function onShared(target: string, other: OtherTarget, push: SharedPush, manifests: Manifests): Wave | undefined {
  const { digest, pushedAt } = push.mark
  const same = (one: Digest): boolean => sameDigest(one, digest, manifests)
  if (other.coming.some(same)) return behind(target, other)
  if (other.runs.some(same)) return undefined
  const provenAt = newest(other.proven.filter((one) => same(one.digest) && one.at >= pushedAt))
  const heldAt = newest(other.held.filter(({ digests }) => Object.values(digests).some(same)))
  if (heldAt > provenAt)
    return failed(target, provenAt > 0 ? 'it was proven there and taken back since' : 'it failed there')
  if (provenAt > 0) return undefined
  const mark = other.marks[push.share.container]
  if (mark && same(mark.digest)) return failed(target, 'it knows that image and did not bring it up')
  if (mark && isOlder(push, mark)) return failed(target, `it has something newer (${mark.tag})`)
  return { kind: 'wave', reason: `waits for ${target} to take the same image`, behind: {} }
}

/** 0 where there is none. */
function newest(all: readonly { readonly at: Millis }[]): Millis {
  return Math.max(0, ...all.map(({ at }) => at))
}

/** What the other target will leave alone for its own order. */
function isOlder({ share, mark }: SharedPush, newest: Mark): boolean {
  return share.order !== 'exact' && comparePushes(share.order, mark, newest) < 0
}

/** Images of its own may belong to the same change: what the other is at is waited for, and must come through. */
function onDeployment(target: string, other: OtherTarget, waitedFor: string | undefined): Wave | undefined {
  if (isBusy(other)) return behind(target, other)
  if (other.phase === 'stuck') return failed(target, 'it is stuck')
  if (waitedFor === undefined || other.succeeded.includes(waitedFor)) return undefined
  if (other.coming.length > 0) return behind(target, other)
  return failed(target, `its deployment ${waitedFor} did not succeed`)
}

function behind(target: string, { deploymentId }: OtherTarget): Wave {
  return {
    kind: 'wave',
    reason: `waits for ${target}, which goes first`,
    behind: deploymentId === undefined ? {} : { [target]: deploymentId },
  }
}

function failed(target: string, why: string): Wave {
  return {
    kind: 'wave-failed',
    reason: `${target} goes first, and ${why}; redeploy the image by name to bring it here all the same`,
  }
}
