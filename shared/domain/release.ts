import {
  type ContainerName,
  type Digest,
  type Digests,
  digestsOf,
  type Image,
  type Images,
  type Manifests,
  sameDigests,
} from './image.ts'
import type { Policy } from './policy.ts'
import type { Release, TargetRecord } from './record.ts'

/** What identifies a release on a target: its digests by container. */
export function releaseKey(release: Release): string {
  return Object.entries(release.images)
    .map(([container, image]) => `${container}=${image.digest}`)
    .sort()
    .join(' ')
}

/** Whether two releases run the same images. */
export function sameRelease(a: Release, b: Release, manifests: Manifests): boolean {
  return sameDigests(digestsOf(a.images), digestsOf(b.images), manifests)
}

/**
 * Names the digests that run: the configured repositories, with the tags under which the record met those digests.
 * Undefined when a configured container's digest is not known.
 */
export function imagesOf(digests: Digests | undefined, policy: Policy, record: TargetRecord): Images | undefined {
  if (!digests) return undefined
  const named: Record<ContainerName, Image> = {}
  for (const [container, { repository }] of Object.entries(policy.containers)) {
    const digest = digests[container]
    if (!digest) return undefined
    const tag = knownTag(record, container, digest)
    named[container] = { repository, digest, ...(tag === undefined ? {} : { tag }) }
  }
  return named
}

function knownTag(record: TargetRecord, container: ContainerName, digest: Digest): string | undefined {
  const mark = record.mark[container]
  if (mark?.digest === digest) return mark.tag
  const proven = record.ledger.map((entry) => entry.release.images[container])
  return proven.find((image) => image?.digest === digest)?.tag
}
