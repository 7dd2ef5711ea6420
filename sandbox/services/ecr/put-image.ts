import { createHash } from 'node:crypto'
import type { PutImageResponse } from '@aws-sdk/client-ecr'
import { AwsError, type Operation } from '../../kernel/service.ts'
import { requireRepository } from './find-image.ts'
import type { Push, Pushed } from './push-image.ts'
import type { Registry } from './state.ts'

/** A manifest that came over the wire: its annotations are what a pusher can say about an image. */
export interface PutManifest {
  readonly digest: string
  readonly annotations: Readonly<Record<string, unknown>>
}

/** What PutImage does besides answering. */
export interface PutImageHost {
  readonly push: (push: Push) => Pushed
  /** Told before the event of the push leaves. */
  readonly received: (manifest: PutManifest) => void
}

/** PutImage: the digest is that of the manifest's text, as in a real registry. */
export function putImage(registry: Registry, host: PutImageHost): Operation {
  return (input): PutImageResponse => {
    const { name, tags, images } = requireRepository(registry, input['repositoryName'])
    const text = String(input['imageManifest'])
    const manifest = parseManifest(text)
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
    const tag: string | undefined = input['imageTag']
    requireDigest(input['imageDigest'], digest)
    if (tag ? tags.get(tag) === digest : images.has(digest)) {
      throw new AwsError(
        'ImageAlreadyExistsException',
        `Image with digest '${digest}'${tag ? ` and tag '${tag}'` : ''} already exists in the repository with name '${name}' in registry with id '${registry.world.account}'`,
      )
    }
    host.received({ digest, annotations: annotationsOf(manifest) })
    host.push({ repository: name, digest, ...(tag ? { tag } : {}) })
    const imageId = { imageDigest: digest, ...(tag ? { imageTag: tag } : {}) }
    return { image: { registryId: registry.world.account, repositoryName: name, imageId, imageManifest: text } }
  }
}

function parseManifest(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && 'schemaVersion' in parsed) return parsed
  } catch {
    // Refused below like any other text that is no manifest.
  }
  throw new AwsError(
    'InvalidParameterException',
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
  )
}

function requireDigest(given: unknown, digest: string): void {
  if (given === undefined || given === digest) return
  throw new AwsError(
    'ImageDigestDoesNotMatchException',
    `The digest of the image manifest '${digest}' does not match '${String(given)}'`,
  )
}

function annotationsOf(manifest: object): Readonly<Record<string, unknown>> {
  if (!('annotations' in manifest) || typeof manifest.annotations !== 'object') return {}
  return { ...manifest.annotations }
}
