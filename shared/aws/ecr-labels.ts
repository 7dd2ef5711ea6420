import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Digest } from '../domain/image.ts'
import { originOf } from '../origin/image-labels.ts'
import type { Origin } from '../origin/origin.ts'
import type { EcrLayersApi } from './ecr-layers-api.ts'
import { fetchBlob, largestBlobBytes } from './fetch-blob.ts'
import { calling, refuse } from './refusal.ts'
import { parseRepositoryUri, type RepositoryPlace } from './repository-uri.ts'

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
const Config = z.object({
  created: z.optional(z.unknown()),
  config: z.nullish(z.object({ Labels: z.nullish(z.record(z.string(), z.unknown())) })),
})

interface Asked extends RepositoryPlace {
  readonly api: EcrLayersApi
  /** As people name the image. */
  readonly subject: string
}

/**
 * What an image says about itself: its manifest (of an index that of the first image in it), the configuration that names, and the
 * labels in there. The configuration is checked against its digest. Throws {@link Refusal}: `unavailable` and `throttled` pass.
 */
export async function readOrigin(
  client: (region: string) => Promise<EcrLayersApi>,
  repository: string,
  digest: Digest,
): Promise<Origin> {
  const place = parseRepositoryUri(repository)
  if (!place) return refuse('invalid', `${repository} is not the URI of an ECR repository.`)
  const asked = { ...place, api: await client(place.region), subject: `image ${repository}@${digest}` }
  const manifest = await manifestOf(asked, digest)
  const child = firstImage(manifest.manifests ?? [])
  const { config } = child === undefined ? manifest : await manifestOf(asked, child)
  if (!config) return {}
  const parsed = z.safeParse(Config, jsonIn(await configText(asked, config)))
  if (!parsed.success)
    return refuse('invalid', `The configuration of ${asked.subject} cannot be read. Push the image again.`)
  return originOf(parsed.data.config?.Labels ?? {}, parsed.data.created)
}

/** Attestations lie beside images under an unknown platform. */
function firstImage(children: readonly z.infer<typeof Child>[]): string | undefined {
  return children.find(({ platform }) => platform?.os !== 'unknown' && platform?.architecture !== 'unknown')?.digest
}

async function manifestOf({ api, registryId, name, subject }: Asked, imageDigest: string) {
  const doing = { action: 'ecr:BatchGetImage', subject }
  const { images = [] } = await calling(doing, () =>
    api.batchGetImage({
      registryId,
      repositoryName: name,
      imageIds: [{ imageDigest }],
      acceptedMediaTypes: mediaTypes,
    }),
  )
  const [image] = images
  if (!image) return refuse('gone', `The registry no longer has ${subject}.`)
  const manifest = z.safeParse(Manifest, jsonIn(image.imageManifest ?? ''))
  return manifest.success
    ? manifest.data
    : refuse('invalid', `The manifest of ${subject} cannot be read. Push the image again.`)
}

async function configText(asked: Asked, { digest, size = 0 }: z.infer<typeof Descriptor>): Promise<string> {
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
  return Buffer.from(bytes).toString()
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
