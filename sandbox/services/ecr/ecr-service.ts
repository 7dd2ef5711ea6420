import { AwsError, type Service, type World } from '../../kernel/service.ts'
import { batchGetImage } from './batch-get-image.ts'
import { batchDeleteImage, deleteImage } from './delete-images.ts'
import { describeImages } from './describe-images.ts'
import { describeRepositories, repositoryView } from './describe-repositories.ts'
import { describeScanFindings } from './describe-scan-findings.ts'
import { findImage, type ImageId, requireImage, requireRepository } from './find-image.ts'
import { emitStorageClass } from './image-events.ts'
import { createScans, type ImageScans } from './image-scans.ts'
import { blobOf, layerUrls } from './layer-urls.ts'
import { listImages } from './list-images.ts'
import { ensureRepository, type Push, type Pushed, pushImage, type Replication, replicateImage } from './push-image.ts'
import { type PutManifest, putImage } from './put-image.ts'
import { repositorySettings } from './repository-settings.ts'
import { type ResolvedImage, resolveReference } from './resolve-reference.ts'
import type { Scanning, ScanPlan } from './scan-plan.ts'
import { createRegistry, type Registry, type RepositorySettings, registryHost } from './state.ts'

/** Set-up and read-back of the simulated registry. */
export interface EcrControl {
  readonly createRepository: (name: string) => void
  /** With everything in it. */
  readonly deleteRepository: (name: string) => void
  /** Tag mutability and lifecycle policy; what is left out stays. */
  readonly configure: (name: string, settings: Partial<RepositorySettings>) => void
  /** Stores an image, moves the tag, emits the events. Pushing the same digest again emits its event again. */
  readonly push: (push: Push) => Pushed
  readonly replicate: (replication: Replication) => Pushed
  /** By tag: removes the tag, and the image with its last one. By digest: removes image and tags. Emits DELETE. */
  readonly deleteImage: (repository: string, id: ImageId) => void
  /** Archived images stay listed but cannot be pulled. */
  readonly archive: (repository: string, digest: string) => void
  readonly restore: (repository: string, digest: string) => void
  /** Somebody pulls an image: AWS records that about once a day, here at once. `at`: epoch ms; now when left out. */
  readonly pulled: (repository: string, digest: string, at?: number) => void
  /** Names of the repositories. */
  readonly repositories: () => readonly string[]
  /** Digests that a repository holds. */
  readonly digests: (repository: string) => readonly string[]
  /** The digest a tag names now. */
  readonly digestOf: (repository: string, tag: string) => string | undefined
  /** `received` is told of every manifest that comes over the wire, before its event leaves. */
  readonly onPut: (received: (manifest: PutManifest) => void) => void
  /** Whether the repository holds this content, tagged or not. */
  readonly has: (repository: string, digest: string) => boolean
  /** Everything that can be pulled by digest, with its full repository URI. */
  readonly pullable: () => { readonly repository: string; readonly digest: string }[]
  /** The text of a blob; configurations of images are the only ones with content. */
  readonly blob: (repository: string, digest: string) => string | undefined
  /** Where blobs are handed out: asked when a URL is wanted. */
  readonly serveBlobsFrom: (url: string) => void
  /** How what is pushed from now on is scanned; off at first. */
  readonly scanning: (how: Scanning) => void
  /** What scans of this content come to; of an index: scans of the images that it lists. */
  readonly scan: (digest: string, plan: ScanPlan) => void
  /** What a task would pull now. */
  readonly resolve: (reference: string) => ResolvedImage | undefined
}

/** Simulated ECR. */
export function ecrService(world: World): { readonly service: Service; readonly control: EcrControl } {
  const registry = createRegistry(world)
  const listeners: ((manifest: PutManifest) => void)[] = []
  const scans = createScans(registry)
  let blobs = 'http://127.0.0.1:9'
  const control = {
    ...ecrControl(world, registry, scans, listeners),
    serveBlobsFrom(url: string) {
      blobs = url
    },
  }
  const received = (manifest: PutManifest) => {
    for (const listener of listeners) listener(manifest)
  }
  const operations = {
    BatchDeleteImage: batchDeleteImage(registry),
    BatchGetImage: batchGetImage(registry),
    CreateRepository: (input: Record<string, string>) => createRepository(registry, input['repositoryName'] ?? ''),
    ...repositorySettings(registry),
    DescribeImageScanFindings: describeScanFindings(registry, scans),
    DescribeImages: describeImages(registry),
    DescribeRepositories: describeRepositories(registry),
    GetDownloadUrlForLayer: layerUrls(registry, () => blobs),
    ListImages: listImages(registry),
    PutImage: putImage(registry, { push: control.push, received }),
  }
  return { service: { name: 'ecr', operations }, control }
}

function ecrControl(
  world: World,
  registry: Registry,
  scans: ImageScans,
  listeners: ((manifest: PutManifest) => void)[],
): Omit<EcrControl, 'serveBlobsFrom'> {
  const random = world.random.fork('ecr')
  return {
    createRepository: (name) => void ensureRepository(registry, name),
    deleteRepository: (name) => void registry.repositories.delete(requireRepository(registry, name).name),
    configure: (name, settings) => void Object.assign(ensureRepository(registry, name).settings, settings),
    push(push) {
      const pushed = pushImage(registry, random, push)
      scans.began(push, pushed)
      return pushed
    },
    scanning: scans.scanning,
    scan: scans.plan,
    replicate: (replication) => replicateImage(registry, random, replication),
    deleteImage: (repository, id) => deleteImage(registry, requireRepository(registry, repository), id),
    archive: (repository, digest) => setStorageClass(registry, repository, digest, 'ARCHIVE'),
    restore: (repository, digest) => setStorageClass(registry, repository, digest, 'STANDARD'),
    pulled(repository, digest, at = world.clock.now()) {
      requireImage(registry, requireRepository(registry, repository), { imageDigest: digest }).pulledAt = at
    },
    repositories: () => [...registry.repositories.keys()],
    digests: (repository) => [...(registry.repositories.get(repository)?.images.keys() ?? [])],
    digestOf: (repository, tag) => registry.repositories.get(repository)?.tags.get(tag),
    onPut: (received) => void listeners.push(received),
    has: (repository, digest) => registry.repositories.get(repository)?.images.has(digest) === true,
    pullable: () => pullable(registry),
    blob: (repository, digest) => blobOf(registry.repositories.get(repository), digest),
    resolve: (reference) => resolveReference(registry, reference),
  }
}

function pullable(registry: Registry): { repository: string; digest: string }[] {
  return [...registry.repositories.values()].flatMap(({ name, images }) =>
    [...images.values()]
      .filter(({ status }) => status === 'ACTIVE')
      .map(({ digest }) => ({ repository: `${registryHost(registry.world)}/${name}`, digest })),
  )
}

function createRepository(registry: Registry, name: string): object {
  if (registry.repositories.has(name)) {
    throw new AwsError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${registry.world.account}'`,
    )
  }
  return { repository: repositoryView(registry, ensureRepository(registry, name)) }
}

function setStorageClass(registry: Registry, name: string, digest: string, storageClass: 'ARCHIVE' | 'STANDARD') {
  const repository = requireRepository(registry, name)
  const image = findImage(repository, { imageDigest: digest })
  if (!image)
    throw new Error(`Cannot change the storage class of ${name}@${digest}: it was never pushed. Push it first.`)
  image.status = storageClass === 'ARCHIVE' ? 'ARCHIVED' : 'ACTIVE'
  image.changedAt = registry.world.clock.now()
  emitStorageClass(registry, name, image, storageClass)
}
