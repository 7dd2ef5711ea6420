import { imageConfig } from './image-config.ts'
import type { StoredImage } from './state.ts'

export const INDEX_MEDIA_TYPE = 'application/vnd.oci.image.index.v1+json'
export const IMAGE_MEDIA_TYPE = 'application/vnd.oci.image.manifest.v1+json'
export const CONFIG_MEDIA_TYPE = 'application/vnd.oci.image.config.v1+json'

const PLATFORMS = ['amd64', 'arm64'] as const

/** The manifest's JSON text: an index lists its children, an image its configuration and one layer. */
export function manifestText(image: StoredImage): string {
  return JSON.stringify(image.children.length > 0 ? indexManifest(image) : imageManifest(image))
}

function indexManifest(image: StoredImage): object {
  const manifests = image.children.map((digest, position) => ({
    mediaType: IMAGE_MEDIA_TYPE,
    digest,
    size: 1024,
    platform: { architecture: PLATFORMS[position] ?? 'unknown', os: position < PLATFORMS.length ? 'linux' : 'unknown' },
  }))
  return { schemaVersion: 2, mediaType: image.mediaType, manifests }
}

function imageManifest(image: StoredImage): object {
  const { digest, text } = imageConfig(image)
  return {
    schemaVersion: 2,
    mediaType: image.mediaType,
    config: { mediaType: CONFIG_MEDIA_TYPE, digest, size: Buffer.byteLength(text) },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: image.digest, size: image.sizeInBytes },
    ],
  }
}
