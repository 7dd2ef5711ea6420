import { type Digest, isDigest } from '../domain/image.ts'

/** What a task definition or a function names as its image. */
export type NamedImage = Digest | { readonly repository: string; readonly tag: string }

/**
 * Hosts that a registry of ECR answers to: IPv4 alone (`ID.dkr.ecr.REGION.amazonaws.com`), dual-stack (`ID.dkr-ecr.REGION.on.aws`), each
 * also with FIPS (`ecr-fips`). https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
 */
const registryHost =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)(?::443)?\/(.+)$/i

/** As longshore.yml names it, whichever host of its registry is written; repositories of other registries stay as they are. */
export function canonicalRepository(uri: string): string {
  const [, account, region, name] = registryHost.exec(uri) ?? []
  if (account === undefined || region === undefined || name === undefined) return uri
  const place = region.toLowerCase()
  return `${account}.dkr.ecr.${place}.amazonaws.com${place.startsWith('cn-') ? '.cn' : ''}/${name}`
}

/** An image as something names it. */
export interface ImageReference {
  readonly repository: string
  readonly tag?: string
  readonly digest?: Digest
}

/** Reads `HOST/team/api:v1@sha256:…`, without a tag, a digest, or both. The repository is canonical. */
export function imageReference(reference: string): ImageReference {
  const [name = '', digest] = reference.split('@')
  const colon = name.lastIndexOf(':')
  const isTagged = colon > name.lastIndexOf('/')
  return {
    repository: canonicalRepository(isTagged ? name.slice(0, colon) : name),
    ...(isTagged ? { tag: name.slice(colon + 1) } : {}),
    ...(digest !== undefined && isDigest(digest) ? { digest } : {}),
  }
}

/** Of `HOST/team/api@sha256:…` and `HOST/team/api:v1@sha256:…` the digest; `HOST/team/api` means the tag `latest`. */
export function namedImage(reference: string): NamedImage {
  const { repository, tag = 'latest', digest } = imageReference(reference)
  return digest ?? { repository, tag }
}
