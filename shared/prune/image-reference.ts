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

/** Reads `HOST/team/api@sha256:…`, `HOST/team/api:v1` and `HOST/team/api`, which means the tag `latest`. */
export function namedImage(reference: string): NamedImage {
  const [name = '', digest] = reference.split('@')
  if (digest !== undefined && isDigest(digest)) return digest
  const colon = name.lastIndexOf(':')
  if (colon <= name.lastIndexOf('/')) return { repository: canonicalRepository(name), tag: 'latest' }
  return { repository: canonicalRepository(name.slice(0, colon)), tag: name.slice(colon + 1) }
}
