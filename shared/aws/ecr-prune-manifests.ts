import type { Image, ImageDetail } from '@aws-sdk/client-ecr'
import * as z from 'zod/mini'
import { type Digest, isDigest } from '../domain/image.ts'
import type { PruneRepository } from './ecr-prune-registry.ts'
import { calling, refuse } from './refusal.ts'

/** What each index lists: platforms and attestations alike. */
export type Lists = ReadonlyMap<Digest, readonly Digest[]>

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]
const imagesPerCall = 100

/** Manifests that list nothing say so by their type; one whose type is not told may list anything. */
export function isIndex({ imageManifestMediaType }: ImageDetail): boolean {
  return imageManifestMediaType === undefined || indexTypes.includes(imageManifestMediaType)
}

/** Reads the indexes that are not known yet, a hundred a call. Throws a Refusal when one cannot be read: what it lists may be needed. */
export async function readLists(
  repository: PruneRepository,
  details: readonly ImageDetail[],
  known: Map<Digest, readonly Digest[]>,
): Promise<Lists> {
  const indexes = details
    .filter(isIndex)
    .flatMap(({ imageDigest = '' }) => (isDigest(imageDigest) ? [imageDigest] : []))
  const unknown = indexes.filter((digest) => !known.has(digest))
  for (let first = 0; first < unknown.length; first += imagesPerCall) {
    const some = unknown.slice(first, first + imagesPerCall)
    for (const image of await readManifests(repository, some)) {
      const digest = image.imageId?.imageDigest ?? ''
      if (isDigest(digest)) known.set(digest, listedIn(repository, digest, image.imageManifest))
    }
  }
  return known
}

async function readManifests(
  { api, registryId, name, uri }: PruneRepository,
  digests: readonly Digest[],
): Promise<Image[]> {
  const { images = [], failures = [] } = await calling(
    { action: 'ecr:BatchGetImage', subject: `indexes of ${uri}` },
    () =>
      api.batchGetImage({
        ...{ registryId, repositoryName: name, imageIds: digests.map((imageDigest) => ({ imageDigest })) },
        acceptedMediaTypes: [
          ...indexTypes,
          'application/vnd.oci.image.manifest.v1+json',
          'application/vnd.docker.distribution.manifest.v2+json',
        ],
      }),
  )
  const unreadable = failures.find(({ failureCode }) => failureCode !== 'ImageNotFound')
  if (!unreadable) return images
  const { failureCode, failureReason, imageId } = unreadable
  return refuse(
    'invalid',
    `Cannot read what ${uri}@${imageId?.imageDigest} lists: ${failureCode}: ${failureReason}. Restore it if it is archived, or delete it.`,
  )
}

const Manifest = z.object({ manifests: z.optional(z.array(z.object({ digest: z.string() }))) })

function listedIn({ uri }: PruneRepository, digest: Digest, manifest: string | undefined): Digest[] {
  const parsed = Manifest.safeParse(jsonOf(manifest))
  if (!parsed.success) {
    return refuse(
      'invalid',
      `Cannot read what ${uri}@${digest} lists: its manifest is none. Push it again, or delete it.`,
    )
  }
  return (parsed.data.manifests ?? []).map((listed) => listed.digest).filter(isDigest)
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
