import type { BatchGetImageResponse, Image, ImageFailure } from '@aws-sdk/client-ecr'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { findImage, type ImageId, requireRepository } from './find-image.ts'
import { manifestText } from './image-manifest.ts'
import type { Registry, Repository } from './state.ts'

/** Manifests as text; an image that cannot be had is a failure of its own, not of the call. */
export function batchGetImage(registry: Registry): Operation {
  return (input): BatchGetImageResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const ids: ImageId[] = input['imageIds'] ?? []
    if (ids.length < 1 || ids.length > 100) {
      throw new AwsError('InvalidParameterException', 'imageIds must have length between 1 and 100.')
    }
    const images: Image[] = []
    const failures: ImageFailure[] = []
    for (const id of ids) {
      const failure = failureOf(repository, id)
      if (failure) failures.push({ imageId: id, ...failure })
      else images.push(...imageOf(registry, repository, id))
    }
    return { images, failures }
  }
}

function imageOf(registry: Registry, repository: Repository, id: ImageId): Image[] {
  const image = findImage(repository, id)
  if (!image) return []
  return [
    {
      registryId: registry.world.account,
      repositoryName: repository.name,
      imageId: { imageDigest: image.digest, ...(id.imageTag ? { imageTag: id.imageTag } : {}) },
      imageManifest: manifestText(image),
      imageManifestMediaType: image.mediaType,
    },
  ]
}

function failureOf(repository: Repository, id: ImageId): Omit<ImageFailure, 'imageId'> | undefined {
  if (!id.imageTag && !id.imageDigest) {
    return { failureCode: 'MissingDigestAndTag', failureReason: 'Image id must have a digest or a tag' }
  }
  if (id.imageDigest && !/^sha256:[0-9a-f]{64}$/.test(id.imageDigest)) {
    return { failureCode: 'InvalidImageDigest', failureReason: 'Invalid request digest' }
  }
  const tagged = id.imageTag ? repository.tags.get(id.imageTag) : undefined
  if (tagged && id.imageDigest && tagged !== id.imageDigest) {
    return { failureCode: 'ImageTagDoesNotMatchDigest', failureReason: 'Requested tag does not match the digest' }
  }
  if (!findImage(repository, id)) {
    return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }
  }
  return undefined
}
