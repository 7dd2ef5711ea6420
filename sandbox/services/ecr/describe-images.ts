import type { DescribeImagesResponse, ImageDetail } from '@aws-sdk/client-ecr'
import { paginate } from '../../kernel/paginate.ts'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { type ImageId, requireImage, requireRepository } from './find-image.ts'
import { type Registry, type Repository, type StoredImage, tagsOf } from './state.ts'

/** By id all or nothing, as in AWS: one missing image fails the whole call. Without ids a page of active images. */
export function describeImages(registry: Registry): Operation {
  return (input): DescribeImagesResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const ids: ImageId[] | undefined = input['imageIds']
    if (ids?.length) return { imageDetails: byId(registry, repository, ids, input) }
    const { items, nextToken } = paginate(filtered(repository, input['filter'] ?? {}), {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: 100,
      largestSize: 1000,
    })
    const imageDetails = items.map((image) => imageDetail(registry, repository, image))
    return nextToken === undefined ? { imageDetails } : { imageDetails, nextToken }
  }
}

function byId(registry: Registry, repository: Repository, ids: ImageId[], input: Record<string, unknown>) {
  if (input['maxResults'] !== undefined || input['nextToken'] !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'Invalid parameter: maxResults and nextToken cannot be used when imageIds are specified.',
    )
  }
  if (ids.length > 100) throw new AwsError('InvalidParameterException', 'imageIds must have length at most 100.')
  const found = ids.map((id) => requireImage(registry, repository, id))
  return [...new Set(found)].map((image) => imageDetail(registry, repository, image))
}

/** The images that pass a filter on tag status and image status (active ones when it names none). */
export function filtered(repository: Repository, filter: { tagStatus?: string; imageStatus?: string }): StoredImage[] {
  const status = filter.imageStatus ?? 'ACTIVE'
  const tagStatus = filter.tagStatus ?? 'ANY'
  const named = new Set(repository.tags.values())
  return [...repository.images.values()].filter((image) => {
    if (status !== 'ANY' && image.status !== status) return false
    return tagStatus === 'ANY' || named.has(image.digest) === (tagStatus === 'TAGGED')
  })
}

function imageDetail(registry: Registry, repository: Repository, image: StoredImage): ImageDetail {
  const imageTags = tagsOf(repository, image.digest)
  return {
    registryId: registry.world.account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(imageTags.length > 0 ? { imageTags } : {}),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType ? { artifactMediaType: image.artifactMediaType } : {}),
    ...(image.subject ? { subjectManifestDigest: image.subject } : {}),
    ...(image.pulledAt === undefined ? {} : { lastRecordedPullTime: new Date(image.pulledAt) }),
    imageStatus: image.status,
    ...changeTime(image),
  }
}

function changeTime(image: StoredImage): Partial<ImageDetail> {
  if (image.changedAt === undefined) return {}
  const at = new Date(image.changedAt)
  return image.status === 'ARCHIVED' ? { lastArchivedAt: at } : { lastActivatedAt: at }
}
