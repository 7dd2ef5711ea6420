import { createHash } from 'node:crypto'
import { findImage } from './find-image.ts'
import { type Registry, registryHost } from './state.ts'

/** What pulling an image reference gives at this moment. */
export interface ResolvedImage {
  /** Digest of what was pushed (an index keeps its own): the identity of the content. */
  readonly digest: string
  /** Digest that tasks report: the index's first child when the image was pushed so, else the same. */
  readonly reportedDigest: string
  /** A multi-platform index, not one image. */
  readonly isIndex: boolean
}

/**
 * Resolves `HOST/repository:tag` or `HOST/repository@sha256:…`. Nothing when this registry lacks the image or has
 * archived it. An image of any other registry always exists, with a digest made of its name.
 */
export function resolveReference(registry: Registry, reference: string): ResolvedImage | undefined {
  const { name, tag, digest } = parseReference(reference)
  const host = `${registryHost(registry.world)}/`
  if (!name.startsWith(host)) {
    const foreign = digest ?? `sha256:${createHash('sha256').update(reference).digest('hex')}`
    return { digest: foreign, reportedDigest: foreign, isIndex: false }
  }
  const repository = registry.repositories.get(name.slice(host.length))
  const image = repository && findImage(repository, digest ? { imageDigest: digest } : { imageTag: tag })
  if (image?.status !== 'ACTIVE') return undefined
  const child = image.reportsChild ? image.children[0] : undefined
  return { digest: image.digest, reportedDigest: child ?? image.digest, isIndex: image.children.length > 0 }
}

function parseReference(reference: string): { name: string; tag: string; digest?: string } {
  const [before = '', digest] = reference.split('@')
  const colon = before.lastIndexOf(':')
  const hasTag = colon > before.lastIndexOf('/')
  const name = hasTag ? before.slice(0, colon) : before
  const tag = hasTag ? before.slice(colon + 1) : 'latest'
  return digest === undefined ? { name, tag } : { name, tag, digest }
}
