import type { ImageDetail, ImageIdentifier } from '@aws-sdk/client-ecr'
import type { EcrApi } from './ecr-api.ts'
import { errorName } from './problem.ts'
import { calling, Refusal, refuse } from './refusal.ts'
import { parseRepositoryUri, type RepositoryPlace } from './repository-uri.ts'

/** AWS describes at most a hundred images a call. */
const imagesPerCall = 100
const singlesAtOnce = 10

export interface Repository extends RepositoryPlace {
  readonly uri: string
  readonly api: EcrApi
}

export async function openRepository(client: (region: string) => Promise<EcrApi>, uri: string): Promise<Repository> {
  const place = parseRepositoryUri(uri)
  if (!place) return refuse('invalid', `${uri} is not the URI of an ECR repository. Correct it in longshore.yml.`)
  return { ...place, uri, api: await client(place.region) }
}

/** The images that exist among those named, each with all its tags; in no order. */
export async function describeExisting(
  repository: Repository,
  ids: readonly ImageIdentifier[],
): Promise<ImageDetail[]> {
  const found: ImageDetail[] = []
  for (let first = 0; first < ids.length; first += imagesPerCall) {
    found.push(...(await describeSome(repository, ids.slice(first, first + imagesPerCall))))
  }
  return found
}

/** One missing image fails the whole call: then they are asked for one by one. */
async function describeSome(repository: Repository, ids: readonly ImageIdentifier[]): Promise<ImageDetail[]> {
  try {
    return await describe(repository, ids)
  } catch (error) {
    if (!(error instanceof Refusal) || errorName(error.cause) !== 'ImageNotFoundException') throw error
    return ids.length === 1 ? [] : describeSingles(repository, ids)
  }
}

async function describeSingles(repository: Repository, ids: readonly ImageIdentifier[]): Promise<ImageDetail[]> {
  const found: ImageDetail[] = []
  for (let first = 0; first < ids.length; first += singlesAtOnce) {
    const some = ids.slice(first, first + singlesAtOnce).map((id) => describeSome(repository, [id]))
    found.push(...(await Promise.all(some)).flat())
  }
  return found
}

async function describe(repository: Repository, ids: readonly ImageIdentifier[]): Promise<ImageDetail[]> {
  const { api, registryId, name } = repository
  const doing = { action: 'ecr:DescribeImages', subject: `images of ${repository.uri}` }
  const { imageDetails = [] } = await calling(doing, () =>
    api.describeImages({ registryId, repositoryName: name, imageIds: [...ids] }),
  )
  return imageDetails
}

/** Every tagged image, page by page. */
export async function* taggedImages(repository: Repository): AsyncGenerator<ImageDetail> {
  const { api, registryId, name } = repository
  const doing = { action: 'ecr:DescribeImages', subject: `images of ${repository.uri}` }
  let from: string | undefined
  do {
    const nextToken = from
    const page = await calling(doing, () =>
      api.describeImages({
        ...{ registryId, repositoryName: name, maxResults: 1000, filter: { tagStatus: 'TAGGED' } },
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    )
    yield* page.imageDetails ?? []
    from = page.nextToken
  } while (from !== undefined)
}

/** An archived image exists and cannot be pulled. */
export function isPullable({ imageStatus }: ImageDetail): boolean {
  return imageStatus === undefined || imageStatus === 'ACTIVE'
}
