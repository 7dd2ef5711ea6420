import { parseRepositoryUri } from '../config/aws-names.ts'
import { canonicalRepository } from '../prune/image-reference.ts'
import type { Home } from './found.ts'

/** An image in ECR, taken apart. */
export interface EcrImage extends Home {
  /** Its repository's name. */
  readonly name: string
  /** `latest` where neither tag nor digest is named, as Docker takes it. */
  readonly tag?: string
  readonly digest?: string
}

/** Takes `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:v1` apart, by whichever host of its registry; undefined for an image that is not in ECR. */
export function ecrImage(image: string): EcrImage | undefined {
  const [, uri = '', tag, digest] = /^([^@]+?)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? []
  const repository = parseRepositoryUri(canonicalRepository(uri))
  if (!repository) return undefined
  if (digest !== undefined) return { ...repository, ...(tag === undefined ? {} : { tag }), digest }
  return { ...repository, tag: tag ?? 'latest' }
}
