import type { BatchDeleteImageResponse, ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { findImage, type ImageId, requireImage, requireRepository } from './find-image.ts'
import { emitDelete } from './image-events.ts'
import { type Registry, type Repository, tagsOf } from './state.ts'

/**
 * BatchDeleteImage: each image for itself. What an index lists cannot go before the index; whether AWS takes both in one call is not
 * documented, so here it does not.
 */
export function batchDeleteImage(registry: Registry): Operation {
  return (input): BatchDeleteImageResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const ids: ImageId[] = input['imageIds'] ?? []
    if (ids.length < 1 || ids.length > 100) {
      throw new AwsError('InvalidParameterException', 'imageIds must have length between 1 and 100.')
    }
    const listed = new Set([...repository.images.values()].flatMap(({ children }) => children))
    const imageIds: ImageIdentifier[] = []
    const failures: ImageFailure[] = []
    for (const id of ids) {
      const failure = failureOf(repository, id, listed)
      if (failure) failures.push({ imageId: id, ...failure })
      else imageIds.push(...deleted(registry, repository, id))
    }
    return { imageIds, failures }
  }
}

/** By tag: removes the tag, and the image with its last one. By digest: removes image and tags. Emits DELETE. */
export function deleteImage(registry: Registry, repository: Repository, id: ImageId): void {
  const image = requireImage(registry, repository, id)
  const tags = id.imageDigest ? tagsOf(repository, image.digest) : [id.imageTag ?? '']
  for (const tag of tags) {
    repository.tags.delete(tag)
    emitDelete(registry, repository.name, image, tag)
  }
  if (tags.length === 0) emitDelete(registry, repository.name, image)
  if (tagsOf(repository, image.digest).length === 0) repository.images.delete(image.digest)
}

function failureOf(
  repository: Repository,
  id: ImageId,
  listed: ReadonlySet<string>,
): Omit<ImageFailure, 'imageId'> | undefined {
  if (!id.imageTag && !id.imageDigest) {
    return { failureCode: 'MissingDigestAndTag', failureReason: 'Image id must have a digest or a tag' }
  }
  const image = findImage(repository, id)
  if (!image) return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }
  if (id.imageTag || !listed.has(image.digest)) return undefined
  return {
    failureCode: 'ImageReferencedByManifestList',
    failureReason: 'Requested image referenced by manifest list',
  }
}

function deleted(registry: Registry, repository: Repository, id: ImageId): ImageIdentifier[] {
  const { digest } = requireImage(registry, repository, id)
  const tags = id.imageDigest ? tagsOf(repository, digest) : [id.imageTag ?? '']
  deleteImage(registry, repository, id)
  if (tags.length === 0) return [{ imageDigest: digest }]
  return tags.map((imageTag) => ({ imageDigest: digest, imageTag }))
}
