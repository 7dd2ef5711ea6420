import type { Registry, StoredImage } from './state.ts'

/** Emits `ECR Image Action`. An untagged push carries an empty tag, as captured pushes do. */
export function emitPush(registry: Registry, repository: string, image: StoredImage, tag: string): void {
  emitAction(registry, {
    ...identity(repository, image, tag),
    'action-type': 'PUSH',
    'manifest-media-type': image.mediaType,
    ...(image.artifactMediaType ? { 'artifact-media-type': image.artifactMediaType } : {}),
  })
}

export function emitDelete(registry: Registry, repository: string, image: StoredImage, tag?: string): void {
  emitAction(registry, { ...identity(repository, image, tag), 'action-type': 'DELETE' })
}

export function emitStorageClass(
  registry: Registry,
  repository: string,
  image: StoredImage,
  storageClass: 'ARCHIVE' | 'STANDARD',
): void {
  const activated =
    storageClass === 'STANDARD' ? { 'last-activated-at': new Date(registry.world.clock.now()).toISOString() } : {}
  emitAction(registry, {
    ...identity(repository, image),
    'action-type': 'UPDATE_STORAGE_CLASS',
    'target-storage-class': storageClass,
    ...activated,
  })
}

export interface ReplicationSource {
  readonly account: string
  readonly region: string
}

export function emitReplication(
  registry: Registry,
  repository: string,
  image: StoredImage,
  tag: string,
  source: ReplicationSource,
): void {
  const { world } = registry
  world.emit({
    source: 'aws.ecr',
    'detail-type': 'ECR Replication Action',
    resources: [`arn:aws:ecr:${world.region}:${world.account}:repository/${repository}`],
    detail: {
      ...identity(repository, image, tag),
      'action-type': 'REPLICATE',
      'source-account': source.account,
      'source-region': source.region,
    },
  })
}

function identity(repository: string, image: StoredImage, tag?: string): Record<string, unknown> {
  return {
    result: 'SUCCESS',
    'repository-name': repository,
    'image-digest': image.digest,
    ...(tag === undefined ? {} : { 'image-tag': tag }),
  }
}

function emitAction(registry: Registry, detail: Record<string, unknown>): void {
  registry.world.emit({ source: 'aws.ecr', 'detail-type': 'ECR Image Action', resources: [], detail })
}
