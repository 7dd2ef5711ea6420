import type { ImageDetail } from '@aws-sdk/client-ecr'
import * as z from 'zod/mini'
import { type Digest, type Image, isDigest } from '../domain/image.ts'
import type { Candidate, RegistryImage } from '../domain/observation.ts'
import type { LedgerEntry } from '../domain/record.ts'
import { releaseKey } from '../domain/release.ts'
import { admits } from '../domain/tag-policy.ts'
import type { Registry } from '../ports.ts'
import type { EcrApi } from './ecr-api.ts'
import { describeExisting, isPullable, openRepository, type Repository, taggedImages } from './ecr-images.ts'
import { answering, calling, Refusal, refuse } from './refusal.ts'

type Client = (region: string) => Promise<EcrApi>

/** Media types under which a registry hands out an index, and a plain image. */
const mediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

const Child = z.object({ digest: z.string(), annotations: z.optional(z.record(z.string(), z.string())) })
const Manifest = z.object({ manifests: z.optional(z.array(Child)) })

/** The registry in ECR. `client` gives one client a region; repositories of other accounts are asked for by their URI. */
export function ecrRegistry(client: Client): Registry {
  return {
    named: (uri, tags) =>
      answering(async () => {
        const repository = await openRepository(client, uri)
        const found = await describeExisting(
          repository,
          [...new Set(tags)].map((imageTag) => ({ imageTag })),
        )
        const wanted = found.flatMap(registryImages).filter(({ tag }) => tags.includes(tag))
        return Object.fromEntries(wanted.map((image) => [image.tag, image]))
      }),
    admitted: (uri, policy) =>
      answering(async () => {
        const found: RegistryImage[] = []
        for await (const detail of taggedImages(await openRepository(client, uri))) {
          found.push(...registryImages(detail).filter(({ tag }) => admits(policy, tag)))
        }
        return found
      }),
    usable: (entries) => answering(() => usable(client, entries)),
    children: (uri, digest) => answering(async () => childrenOf(await openRepository(client, uri), digest)),
  }
}

function registryImages(detail: ImageDetail): RegistryImage[] {
  const { imageDigest, imageTags = [], imagePushedAt } = detail
  if (imageDigest === undefined || !isDigest(imageDigest) || !isPullable(detail)) return []
  return imageTags.map((tag) => ({ tag, digest: imageDigest, pushedAt: imagePushedAt?.getTime() ?? 0 }))
}

/** Asks each repository once for all the images that the entries hold. */
async function usable(client: Client, entries: readonly LedgerEntry[]): Promise<Candidate[]> {
  const images = entries.flatMap(({ release }) => Object.values(release.images))
  const lookups = [...Map.groupBy(images, ({ repository }) => repository)].map(
    async ([uri, some]) => [uri, await statesIn(client, uri, some)] as const,
  )
  const states = new Map(await Promise.all(lookups))
  return entries.map(({ release }) => {
    const why = Object.values(release.images).map((image) => whyUnusable(image, states.get(image.repository)))
    const [first] = why.filter((reason) => reason !== undefined)
    const key = releaseKey(release)
    return first === undefined ? { release: key, usable: true } : { release: key, usable: false, why: first }
  })
}

type States = ReadonlyMap<string, 'pullable' | 'archived'>

/** Of a repository that is gone every image is gone. */
async function statesIn(client: Client, uri: string, images: readonly Image[]): Promise<States> {
  try {
    const ids = [...new Set(images.map(({ digest }) => digest))].map((imageDigest) => ({ imageDigest }))
    const found = await describeExisting(await openRepository(client, uri), ids)
    return new Map(found.map((detail) => [detail.imageDigest ?? '', isPullable(detail) ? 'pullable' : 'archived']))
  } catch (error) {
    if (error instanceof Refusal && error.problem.cause === 'gone') return new Map()
    throw error
  }
}

function whyUnusable({ repository, digest }: Image, states: States | undefined): string | undefined {
  const state = states?.get(digest)
  if (state === 'pullable') return undefined
  return `image ${repository}@${digest} is ${state === 'archived' ? 'archived' : 'gone from the registry'}`
}

async function childrenOf(repository: Repository, digest: Digest): Promise<Digest[]> {
  const { api, registryId, name } = repository
  const doing = { action: 'ecr:BatchGetImage', subject: `image ${repository.uri}@${digest}` }
  const { images = [] } = await calling(doing, () =>
    api.batchGetImage({
      ...{ registryId, repositoryName: name },
      ...{ imageIds: [{ imageDigest: digest }], acceptedMediaTypes: mediaTypes },
    }),
  )
  return images.flatMap(({ imageManifest }) => childrenIn(imageManifest))
}

function childrenIn(manifest: string | undefined): Digest[] {
  const parsed = Manifest.safeParse(parseManifest(manifest))
  return (parsed.data?.manifests ?? [])
    .filter((child) => !isAttestation(child))
    .map((child) => child.digest)
    .filter(isDigest)
}

/** Says something about another child, and is no image: nobody runs it or scans it. */
function isAttestation({ annotations }: z.infer<typeof Child>): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest'
}

function parseManifest(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}')
  } catch (error) {
    return refuse(
      'invalid',
      `The registry handed out a manifest that is no JSON: ${String(error)}. Push the image again.`,
    )
  }
}
