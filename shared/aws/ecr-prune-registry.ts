import type { ImageDetail, ImageFailure } from '@aws-sdk/client-ecr'
import { type Digest, isDigest } from '../domain/image.ts'
import type { RepositoryFacts, StoredImage } from '../prune/facts.ts'
import type { PruneRegistry, Removal } from '../prune-ports.ts'
import { redact } from '../redact.ts'
import type { EcrPruneApi } from './ecr-prune-api.ts'
import { isIndex, type Lists, readLists } from './ecr-prune-manifests.ts'
import { answering, calling, refuse } from './refusal.ts'
import { parseRepositoryUri, type RepositoryPlace } from './repository-uri.ts'

/** A repository that can be asked. */
export interface PruneRepository extends RepositoryPlace {
  readonly uri: string
  readonly api: EcrPruneApi
}

/** The registry in ECR. What an index lists never changes: it is read once for as long as the function lives. */
export function ecrPruneRegistry(client: (region: string) => Promise<EcrPruneApi>): PruneRegistry {
  const known: Map<Digest, readonly Digest[]> = new Map()
  const open = async (uri: string): Promise<PruneRepository> => {
    const place = parseRepositoryUri(uri)
    if (!place) return refuse('invalid', `${uri} is not the URI of an ECR repository. Correct it in longshore.yml.`)
    return { ...place, uri, api: await client(place.region) }
  }
  return {
    list: (uri) =>
      answering(async (): Promise<RepositoryFacts> => {
        const repository = await open(uri)
        const details = await describeAll(repository)
        const lists = await readLists(repository, details, known)
        return { repository: uri, images: details.flatMap((detail) => storedImage(detail, lists)) }
      }),
    remove: (uri, digests) => answering(async () => remove(await open(uri), digests)),
  }
}

/** Archived images, too: what they list is needed once they are brought back. */
async function describeAll({ api, registryId, name, uri }: PruneRepository): Promise<ImageDetail[]> {
  const found: ImageDetail[] = []
  let from: string | undefined
  do {
    const nextToken = from
    const page = await calling({ action: 'ecr:DescribeImages', subject: `images of ${uri}` }, () =>
      api.describeImages({
        ...{ registryId, repositoryName: name, maxResults: 1000, filter: { imageStatus: 'ANY' } },
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    )
    found.push(...(page.imageDetails ?? []))
    from = page.nextToken
  } while (from !== undefined)
  return found
}

/** An image without a time of its push is taken for new. */
function storedImage(detail: ImageDetail, lists: Lists): StoredImage[] {
  const { imageDigest, imageTags = [], imagePushedAt, lastRecordedPullTime, imageSizeInBytes = 0 } = detail
  if (imageDigest === undefined || !isDigest(imageDigest)) return []
  const subject = detail.subjectManifestDigest ?? ''
  return [
    {
      digest: imageDigest,
      tags: imageTags,
      pushedAt: imagePushedAt?.getTime() ?? Number.MAX_SAFE_INTEGER,
      ...(lastRecordedPullTime ? { pulledAt: lastRecordedPullTime.getTime() } : {}),
      bytes: isIndex(detail) ? 0 : imageSizeInBytes,
      ...(detail.imageStatus === undefined || detail.imageStatus === 'ACTIVE' ? {} : { isArchived: true as const }),
      lists: lists.get(imageDigest) ?? [],
      about: isDigest(subject) ? [subject] : [],
    },
  ]
}

async function remove({ api, registryId, name, uri }: PruneRepository, digests: readonly Digest[]): Promise<Removal> {
  const imageIds = digests.map((imageDigest) => ({ imageDigest }))
  const { failures = [] } = await calling({ action: 'ecr:BatchDeleteImage', subject: `images of ${uri}` }, () =>
    api.batchDeleteImage({ registryId, repositoryName: name, imageIds }),
  )
  const failed = new Map(failures.map((failure) => [failure.imageId?.imageDigest ?? '', failure]))
  const isGone = (digest: Digest): boolean => failed.get(digest)?.failureCode === 'ImageNotFound'
  return {
    removed: digests.filter((digest) => !failed.has(digest)),
    gone: digests.filter(isGone),
    failed: digests.flatMap((digest) => {
      const failure = failed.get(digest)
      return failure && !isGone(digest) ? [{ digest, why: wordsOf(failure) }] : []
    }),
  }
}

function wordsOf({ failureCode, failureReason }: ImageFailure): string {
  return redact([failureCode ?? 'unknown', ...(failureReason ? [failureReason] : [])].join(': '))
}
