import { type Digest, isDigest } from '../domain/image.ts'

/** What a task definition or a function names as its image. */
export type NamedImage = Digest | { readonly repository: string; readonly tag: string }

/** Reads `HOST/team/api@sha256:…`, `HOST/team/api:v1` and `HOST/team/api`, which means the tag `latest`. */
export function namedImage(reference: string): NamedImage {
  const [name = '', digest] = reference.split('@')
  if (digest !== undefined && isDigest(digest)) return digest
  const colon = name.lastIndexOf(':')
  if (colon <= name.lastIndexOf('/')) return { repository: name, tag: 'latest' }
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) }
}
