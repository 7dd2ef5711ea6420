import type { ListImagesResponse } from '@aws-sdk/client-ecr'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import { filtered } from './describe-images.ts'
import { requireRepository } from './find-image.ts'
import { type Registry, tagsOf } from './state.ts'

/** One id per tag; an untagged image by its digest alone. */
export function listImages(registry: Registry): Operation {
  return (input): ListImagesResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const ids = filtered(repository, input['filter'] ?? {}).flatMap((image) => {
      const tags = tagsOf(repository, image.digest)
      if (tags.length === 0) return [{ imageDigest: image.digest }]
      return tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }))
    })
    const { items, nextToken } = paginate(ids, {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: 100,
      largestSize: 1000,
    })
    return nextToken === undefined ? { imageIds: [...items] } : { imageIds: [...items], nextToken }
  }
}
