import * as z from 'zod/mini'
import type { EcrLayersApi } from './ecr-layers-api.ts'
import { configOf, imagesIn, manifestOf } from './ecr-manifest.ts'
import { refuse } from './refusal.ts'
import { parseRepositoryUri } from './repository-uri.ts'

const Config = z.object({ architecture: z.optional(z.string()) })

/**
 * The processors that an image was built for (`amd64`, `arm64`), by its reference `repository@sha256:…` or `repository:tag`: those an
 * index lists, or the one that its configuration names. Empty when it does not say. Throws {@link Refusal}.
 */
export async function readArchitectures(
  client: (region: string) => Promise<EcrLayersApi>,
  reference: string,
): Promise<readonly string[]> {
  const [, repository = '', digest, tag] = /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/.exec(reference) ?? []
  const place = parseRepositoryUri(repository)
  if (!place) return refuse('invalid', `${reference} names no image in ECR.`)
  const asked = { ...place, api: await client(place.region), subject: `image ${reference}` }
  const manifest = await manifestOf(asked, digest ? { imageDigest: digest } : { imageTag: tag ?? '' })
  if (manifest.manifests) return imagesIn(manifest).flatMap(({ platform }) => platform?.architecture ?? [])
  if (!manifest.config) return []
  const parsed = z.safeParse(Config, await configOf(asked, manifest.config))
  return parsed.success && parsed.data.architecture ? [parsed.data.architecture] : []
}
