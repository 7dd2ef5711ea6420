import * as z from 'zod/mini'
import type { Digest } from '../domain/image.ts'
import { originOf } from '../origin/image-labels.ts'
import type { Origin } from '../origin/origin.ts'
import type { EcrLayersApi } from './ecr-layers-api.ts'
import { configOf, imagesIn, manifestOf } from './ecr-manifest.ts'
import { refuse } from './refusal.ts'
import { parseRepositoryUri } from './repository-uri.ts'

const Config = z.object({
  created: z.optional(z.unknown()),
  config: z.nullish(z.object({ Labels: z.nullish(z.record(z.string(), z.unknown())) })),
})

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
  const manifest = await manifestOf(asked, { imageDigest: digest })
  const [child] = imagesIn(manifest)
  const { config } = child === undefined ? manifest : await manifestOf(asked, { imageDigest: child.digest })
  if (!config) return {}
  const parsed = z.safeParse(Config, await configOf(asked, config))
  if (!parsed.success)
    return refuse('invalid', `The configuration of ${asked.subject} cannot be read. Push the image again.`)
  return originOf(parsed.data.config?.Labels ?? {}, parsed.data.created)
}
