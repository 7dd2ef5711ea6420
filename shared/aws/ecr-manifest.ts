import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { EcrLayersApi } from './ecr-layers-api.ts'
import { fetchBlob, largestBlobBytes } from './fetch-blob.ts'
import { calling, refuse } from './refusal.ts'
import type { RepositoryPlace } from './repository-uri.ts'

const mediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

const Descriptor = z.object({
  digest: z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  size: z.optional(z.number()),
})
const Child = z.extend(Descriptor, {
  platform: z.optional(z.object({ os: z.optional(z.string()), architecture: z.optional(z.string()) })),
})
const Manifest = z.object({ config: z.optional(Descriptor), manifests: z.optional(z.array(Child)) })

/** What an image says of itself, and of an index what it lists. */
export type ImageManifest = z.infer<typeof Manifest>

/** An image that is asked about. */
export interface AskedImage extends RepositoryPlace {
  readonly api: EcrLayersApi
  /** As people name the image. */
  readonly subject: string
}

/** Throws {@link Refusal}: `unavailable` and `throttled` pass. */
export async function manifestOf(
  { api, registryId, name, subject }: AskedImage,
  imageId: { readonly imageDigest: string } | { readonly imageTag: string },
): Promise<ImageManifest> {
  const doing = { action: 'ecr:BatchGetImage', subject }
  const { images = [] } = await calling(doing, () =>
    api.batchGetImage({ registryId, repositoryName: name, imageIds: [imageId], acceptedMediaTypes: mediaTypes }),
  )
  const [image] = images
  if (!image) return refuse('gone', `The registry no longer has ${subject}.`)
  const manifest = z.safeParse(Manifest, jsonIn(image.imageManifest ?? ''))
  return manifest.success
    ? manifest.data
    : refuse('invalid', `The manifest of ${subject} cannot be read. Push the image again.`)
}

/** The images that an index lists. Attestations lie beside them under an unknown platform. */
export function imagesIn({ manifests = [] }: ImageManifest): z.infer<typeof Child>[] {
  return manifests.filter(({ platform }) => platform?.os !== 'unknown' && platform?.architecture !== 'unknown')
}

/** The configuration that a manifest names, checked against its digest; `undefined` is what is not JSON. */
export async function configOf(asked: AskedImage, { digest, size = 0 }: z.infer<typeof Descriptor>): Promise<unknown> {
  const { api, registryId, name, subject } = asked
  const what = `the configuration of ${subject}`
  if (size > largestBlobBytes)
    return refuse('invalid', `${subject} says that its configuration has ${size} bytes, which none has.`)
  const doing = { action: 'ecr:GetDownloadUrlForLayer', subject: what }
  const { downloadUrl = '' } = await calling(doing, () =>
    api.layerUrl({ registryId, repositoryName: name, layerDigest: digest }),
  )
  const bytes = await fetchBlob(downloadUrl, what)
  const seen = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  if (seen !== digest)
    return refuse('invalid', `What the registry hands out as ${what} is something else: ${seen} instead of ${digest}.`)
  return jsonIn(Buffer.from(bytes).toString())
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
