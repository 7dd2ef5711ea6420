import type { ImageDetail, Repository } from '@aws-sdk/client-ecr'
import { readArchitectures } from '../../aws/ecr-architectures.ts'
import { parseRepositoryUri, type RepositoryPlace } from '../../aws/repository-uri.ts'
import { isDigest } from '../../domain/image.ts'
import type { LifecycleSight, RepositorySight, Seen, StoredImage } from '../facts.ts'
import type { DoctorClients } from './doctor-clients.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { Looker } from './look.ts'

type Ecr = DoctorClients['ecr']
type Named = RepositoryPlace & { readonly uri: string }

const namesPerCall = 100

/** The settings of repositories, a hundred a call. By URI. */
export async function readRepositories(
  looker: Looker,
  ecr: Ecr,
  uris: readonly string[],
): Promise<Record<string, Seen<RepositorySight>>> {
  const named = uris.flatMap((uri): Named[] => {
    const place = parseRepositoryUri(uri)
    return place ? [{ ...place, uri }] : []
  })
  const registries = Map.groupBy(named, ({ registryId, region }) => `${registryId} ${region}`)
  const batches = [...registries.values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / namesPerCall) }, (_, index) =>
      members.slice(index * namesPerCall, (index + 1) * namesPerCall),
    ),
  )
  const seen = await fewAtOnce(batches, (batch) => describeBatch(looker, ecr, batch))
  return Object.fromEntries(seen.flat())
}

/** One that is missing fails the whole call: then each is asked for by itself. */
async function describeBatch(
  looker: Looker,
  ecr: Ecr,
  batch: readonly Named[],
): Promise<[string, Seen<RepositorySight>][]> {
  const [first] = batch
  if (!first) return []
  const subject = batch.length === 1 ? `repository ${first.name}` : `${batch.length} repositories`
  const answer = await looker.look({ action: 'ecr:DescribeRepositories', subject }, async () => {
    const api = await ecr(first.region)
    return api.describeRepositories({ registryId: first.registryId, repositoryNames: batch.map(({ name }) => name) })
  })
  if (answer.kind === 'gone' && batch.length > 1)
    return (await fewAtOnce(batch, (one) => describeBatch(looker, ecr, [one]))).flat()
  if (answer.kind !== 'seen') return batch.map(({ uri }) => [uri, answer])
  const { repositories = [] } = answer.value
  return batch.map(({ uri, name }) => {
    const found = repositories.find(({ repositoryName }) => repositoryName === name)
    return [uri, found ? { kind: 'seen', value: sightOf(found) } : { kind: 'gone' }]
  })
}

function sightOf({
  imageTagMutability = 'MUTABLE',
  imageTagMutabilityExclusionFilters = [],
}: Repository): RepositorySight {
  return {
    mutability: imageTagMutability,
    exclusions: imageTagMutabilityExclusionFilters.flatMap(({ filter }) => filter ?? []),
  }
}

/** Lifecycle policies, and where there is one all images that it works on. By URI. */
export async function readLifecycles(
  looker: Looker,
  ecr: Ecr,
  uris: readonly string[],
): Promise<Record<string, Seen<LifecycleSight>>> {
  const seen = await fewAtOnce(uris, async (uri) => [uri, await readLifecycle(looker, ecr, uri)] as const)
  return Object.fromEntries(seen)
}

async function readLifecycle({ look }: Looker, ecr: Ecr, uri: string): Promise<Seen<LifecycleSight>> {
  const place = parseRepositoryUri(uri)
  if (!place) return { kind: 'gone' }
  const { registryId, region, name: repositoryName } = place
  const doing = { action: 'ecr:GetLifecyclePolicy', subject: `the lifecycle policy of repository ${repositoryName}` }
  const policy = await look(doing, async () => (await ecr(region)).getLifecyclePolicy({ registryId, repositoryName }))
  if (policy.kind !== 'seen') return policy
  const reading = { action: 'ecr:DescribeImages', subject: `the images of repository ${repositoryName}` }
  return look(reading, async () => ({
    policy: policy.value.lifecyclePolicyText ?? '',
    images: await readImages(ecr, place),
  }))
}

async function readImages(ecr: Ecr, { registryId, region, name }: RepositoryPlace): Promise<StoredImage[]> {
  const api = await ecr(region)
  const images: StoredImage[] = []
  let token: string | undefined
  do {
    const page = await api.describeImages({
      ...{ registryId, repositoryName: name, maxResults: 1000 },
      ...(token === undefined ? {} : { nextToken: token }),
    })
    images.push(...(page.imageDetails ?? []).flatMap(imageOf))
    token = page.nextToken
  } while (token)
  return images
}

function imageOf(detail: ImageDetail): StoredImage[] {
  const { imageDigest = '', imageTags = [], imagePushedAt, lastRecordedPullTime, imageStatus } = detail
  if (!isDigest(imageDigest)) return []
  return [
    {
      digest: imageDigest,
      tags: imageTags,
      pushedAt: imagePushedAt?.getTime() ?? 0,
      ...(lastRecordedPullTime ? { pulledAt: lastRecordedPullTime.getTime() } : {}),
      isArchived: imageStatus === 'ARCHIVED',
    },
  ]
}

/** Processors that images were built for. By reference. */
export async function readProcessors(
  { look }: Looker,
  ecr: Ecr,
  references: readonly string[],
): Promise<Record<string, Seen<readonly string[]>>> {
  const seen = await fewAtOnce([...new Set(references)], async (reference) => {
    const doing = { action: 'ecr:BatchGetImage', subject: `image ${reference}` }
    return [reference, await look(doing, () => readArchitectures(ecr, reference))] as const
  })
  return Object.fromEntries(seen)
}
