import {
  DescribeImagesCommand,
  type ECRClient,
  ImageNotFoundException,
  paginateDescribeRepositories,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr'
import type { FoundImage, Home } from '../init/found.ts'
import { ecrImage } from '../init/image-reference.ts'

/** What the registry of this account and region knows about an image that something runs. */
export type Registry = (image: string, home: Home) => Promise<FoundImage>

/** Asks for each digest once, and for the settings of all repositories once, both only when needed. */
export function tagsInRegistry(client: ECRClient): Registry {
  const asked = new Map<string, Promise<readonly string[]>>()
  let immutable: Promise<ReadonlySet<string>> | undefined
  return async (image, home) => {
    const found = ecrImage(image)
    if (!found || found.account !== home.account || found.region !== home.region)
      return { image, tags: [], isImmutable: false }
    immutable ??= immutableRepositories(client)
    const isImmutable = (await immutable).has(found.name)
    if (found.tag !== undefined || found.digest === undefined) return { image, tags: [], isImmutable }
    const tags = asked.get(image) ?? tagsOf(client, found.name, found.digest)
    asked.set(image, tags)
    return { image, tags: await tags, isImmutable }
  }
}

async function immutableRepositories(client: ECRClient): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for await (const { repositories = [] } of paginateDescribeRepositories({ client, pageSize: 1000 }, {}))
    for (const { repositoryName, imageTagMutability } of repositories)
      if (repositoryName !== undefined && imageTagMutability === 'IMMUTABLE') names.add(repositoryName)
  return names
}

/** None when the image, or its repository, is gone: it goes on running all the same. */
async function tagsOf(client: ECRClient, repositoryName: string, imageDigest: string): Promise<readonly string[]> {
  try {
    const { imageDetails } = await client.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }),
    )
    return imageDetails?.flatMap(({ imageTags = [] }) => imageTags) ?? []
  } catch (error) {
    if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException) return []
    throw error
  }
}
