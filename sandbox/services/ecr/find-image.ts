import { AwsError } from '../../kernel/service.ts'
import type { Registry, Repository, StoredImage } from './state.ts'

/** How AWS names one image: by tag, by digest, or by both (which then must agree). */
export interface ImageId {
  readonly imageTag?: string | undefined
  readonly imageDigest?: string | undefined
}

/** @throws AwsError RepositoryNotFoundException */
export function requireRepository(registry: Registry, name: string): Repository {
  const repository = registry.repositories.get(name)
  if (repository) return repository
  throw new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registry.world.account}'`,
  )
}

export function findImage(repository: Repository, id: ImageId): StoredImage | undefined {
  const tagged = id.imageTag ? repository.tags.get(id.imageTag) : undefined
  if (id.imageTag && !tagged) return undefined
  if (id.imageDigest && tagged && id.imageDigest !== tagged) return undefined
  const digest = id.imageDigest ?? tagged
  return digest === undefined ? undefined : repository.images.get(digest)
}

/** @throws AwsError ImageNotFoundException */
export function requireImage(registry: Registry, repository: Repository, id: ImageId): StoredImage {
  const image = findImage(repository, id)
  if (image) return image
  const { account } = registry.world
  const named = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`
  throw new AwsError(
    'ImageNotFoundException',
    `The image with imageId ${named} does not exist within the repository with name '${repository.name}' ` +
      `in the registry with id '${account}'`,
  )
}
