import * as z from 'zod/mini'
import type { LongshoreConfig } from '../config/normalised.ts'
import { type Digest, isDigest, type Millis } from '../domain/image.ts'
import { type Envelope, parseEnvelope } from './event-envelope.ts'
import { type Ignored, ignore, type Refused, refuseShape } from './unwanted.ts'

/** A tag was pushed, or arrived by replication. */
export interface ImagePush {
  readonly kind: 'push'
  readonly id: string
  readonly at: Millis
  readonly account: string
  readonly region: string
  /** Full URI without tag. */
  readonly repository: string
  readonly tag: string
  readonly digest: Digest
}

/** Of ECR Image Action and ECR Replication Action. A push without tag has the tag `''` or none. */
const Detail = z.object({
  'action-type': z.string(),
  result: z.string(),
  'repository-name': z.string().check(z.minLength(1)),
  'image-tag': z.optional(z.string()),
  'image-digest': z.optional(z.string()),
})

/** Which action of an event of this type means that a tag names another image now. */
const actions: ReadonlyMap<string, string> = new Map([
  ['ECR Image Action', 'PUSH'],
  ['ECR Replication Action', 'REPLICATE'],
])

/** The registries (`<account>.dkr.ecr.<region>.amazonaws.com`) that targets take their images from. */
export function registriesOf(config: Pick<LongshoreConfig, 'targets'>): string[] {
  const containers = Object.values(config.targets).flatMap(({ policy }) => Object.values(policy.containers))
  return [...new Set(containers.map(({ repository }) => repository.slice(0, Math.max(0, repository.indexOf('/')))))]
}

/**
 * Reads an event of ECR. `registries`: those that targets take images from; what is pushed elsewhere is ignored.
 *
 * @example { "detail-type": "ECR Image Action", "source": "aws.ecr", "account": "123456789012", "region": "us-east-1",
 *   "detail": { "action-type": "PUSH", "result": "SUCCESS", "repository-name": "team/api", "image-tag": "v1.2.3",
 *   "image-digest": "sha256:…" } }
 */
export function parseImagePush(event: unknown, registries: readonly string[]): ImagePush | Ignored | Refused {
  const envelope = parseEnvelope(event)
  if (envelope.kind === 'refused') return envelope
  const action = envelope.source === 'aws.ecr' ? actions.get(envelope.type) : undefined
  if (action === undefined) return ignore(`"${envelope.type}" of ${envelope.source} tells of no push`)
  const parsed = z.safeParse(Detail, envelope.detail)
  if (!parsed.success) return refuseShape(`${envelope.type}: detail`, parsed.error)
  return pushOf(envelope, parsed.data, { action, registries })
}

function pushOf(
  { id, at, account, region, type }: Envelope,
  detail: z.infer<typeof Detail>,
  wanted: { readonly action: string; readonly registries: readonly string[] },
): ImagePush | Ignored | Refused {
  if (detail['action-type'] !== wanted.action)
    return ignore(`the action is ${detail['action-type']}, not ${wanted.action}`)
  if (detail.result !== 'SUCCESS') return ignore(`the push ended ${detail.result}, not SUCCESS`)
  const tag = detail['image-tag']
  if (!tag) return ignore('the push names no tag')
  // Taken from the configuration, so that the domain of the partition need not be known here.
  const registry = wanted.registries.find((host) => host.startsWith(`${account}.dkr.ecr.${region}.`))
  if (registry === undefined) return ignore(`no target takes images from account ${account}, ${region}`)
  const digest = detail['image-digest'] ?? ''
  if (!isDigest(digest)) {
    return { kind: 'refused', why: `${type}: detail.image-digest is not "sha256:" and 64 hexadecimal digits` }
  }
  return { kind: 'push', id, at, account, region, repository: `${registry}/${detail['repository-name']}`, tag, digest }
}
