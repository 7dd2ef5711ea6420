import type { GetDownloadUrlForLayerResponse } from '@aws-sdk/client-ecr'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireRepository } from './find-image.ts'
import { imageConfig } from './image-config.ts'
import type { Registry, Repository } from './state.ts'

/** Signed, as those of AWS are: who has the URL may read the blob. */
const SIGNATURE = 'X-Amz-Expires=3600&X-Amz-Signature=rehearsal'

/** Where a blob can be read. Only the configurations of images have content here; layers are known by name alone. */
export function layerUrls(registry: Registry, server: () => string): Operation {
  return (input): GetDownloadUrlForLayerResponse => {
    const repository = requireRepository(registry, input['repositoryName'])
    const layerDigest = String(input['layerDigest'])
    if (blobOf(repository, layerDigest) === undefined) {
      throw new AwsError(
        'LayersNotFoundException',
        `The layer with digest '${layerDigest}' does not exist within the repository with name '${repository.name}' in the registry with id '${registry.world.account}'`,
      )
    }
    return { downloadUrl: `${server()}/${repository.name}/${layerDigest}?${SIGNATURE}`, layerDigest }
  }
}

/** The text of a blob of a repository. */
export function blobOf(repository: Repository | undefined, digest: string): string | undefined {
  const images = [...(repository?.images.values() ?? [])].filter(({ children }) => children.length === 0)
  return images.map(imageConfig).find((config) => config.digest === digest)?.text
}
