import { type Digest, isDigest } from '../domain/image.ts'

/** An image as a person names it: at least a tag or a digest. `repository`: a name (`team/api`) or a full URI. */
export interface ImageWish {
  readonly repository?: string
  readonly tag?: string
  readonly digest?: Digest
}

const tagShape = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const repositoryShape = /^[a-z0-9][a-z0-9._/:-]{0,399}$/

/**
 * Reads `v1.2.3`, `sha256:…`, `team/api:v1.2.3`, `team/api@sha256:…` and the last two with a full URI; `undefined` when
 * it is none of these.
 */
export function parseImageWish(text: string): ImageWish | undefined {
  if (isDigest(text)) return { digest: text }
  if (tagShape.test(text)) return { tag: text }
  const at = text.indexOf('@')
  const split = at >= 0 ? at : text.lastIndexOf(':')
  const repository = text.slice(0, Math.max(split, 0))
  const rest = text.slice(split + 1)
  if (!repositoryShape.test(repository)) return undefined
  if (at >= 0) return isDigest(rest) ? { repository, digest: rest } : undefined
  return tagShape.test(rest) ? { repository, tag: rest } : undefined
}
