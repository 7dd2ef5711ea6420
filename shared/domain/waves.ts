import { type Digest, type Images, type Manifests, sameDigest } from './image.ts'
import type { Observation, OtherTarget } from './observation.ts'
import type { Policy, Upstream } from './policy.ts'
import type { Pending, TargetRecord } from './record.ts'
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

function behindUpstream(
  { target, shares }: Upstream,
  { images, wave }: Pending,
  seen: NonNullable<Observation['others']>,
  manifests: Manifests,
): Wave | undefined {
  const other = seen[target]
  if (!other) return { kind: 'wave', reason: `waits for ${target}, which was never looked at yet`, behind: {} }
  const shared = sharedDigests(images, shares)
  const verdicts = shared.map((digest) => onShared(target, other, digest, manifests))
  return firstOf([...verdicts, onDeployment(target, other, wave?.behind[target])])
}

/** The pushed images that the other target follows too. */
function sharedDigests(images: Images, shares: Upstream['shares']): Digest[] {
  return Object.values(images).flatMap(({ repository, tag, digest }) => {
    const follows = shares.some(
      (share) => share.repository === repository && tag !== undefined && admits(share.tags, tag),
    )
    return follows ? [digest] : []
  })
}

function onShared(target: string, other: OtherTarget, digest: Digest, manifests: Manifests): Wave | undefined {
  const has = (digests: readonly Digest[]): boolean => digests.some((one) => sameDigest(one, digest, manifests))
  if (has(other.held)) return failed(target, 'it failed there')
  if (has(other.proven)) return undefined
  if (has(other.coming)) return behind(target, other)
  if (has(other.marks)) return failed(target, 'it knows that image and did not bring it up')
  return { kind: 'wave', reason: `waits for ${target} to take the same image`, behind: {} }
}

/** Images of its own may belong to the same change: what it is at is waited for, and must come through. */
function onDeployment(target: string, other: OtherTarget, waitedFor: string | undefined): Wave | undefined {
  if (isBusy(other)) return behind(target, other)
  if (other.phase === 'stuck') return failed(target, 'it is stuck')
  if (waitedFor === undefined || other.succeeded.includes(waitedFor)) return undefined
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
  return { kind: 'wave-failed', reason: `${target} goes first, and ${why}` }
}
