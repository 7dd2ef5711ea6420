import type { DescribeRepositoriesResponse, Repository as RepositoryView } from '@aws-sdk/client-ecr'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import { requireRepository } from './find-image.ts'
import { type Registry, type Repository, registryHost } from './state.ts'

export function describeRepositories(registry: Registry): Operation {
  return (input): DescribeRepositoriesResponse => {
    const names: string[] | undefined = input['repositoryNames']
    if (names?.length) {
      return { repositories: names.map((name) => repositoryView(registry, requireRepository(registry, name))) }
    }
    const { items, nextToken } = paginate([...registry.repositories.values()], {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: 100,
      largestSize: 1000,
    })
    const repositories = items.map((repository) => repositoryView(registry, repository))
    return nextToken === undefined ? { repositories } : { repositories, nextToken }
  }
}

export function repositoryView(registry: Registry, repository: Repository): RepositoryView {
  const { world } = registry
  const { mutability, exclusions } = repository.settings
  return {
    repositoryArn: `arn:aws:ecr:${world.region}:${world.account}:repository/${repository.name}`,
    registryId: world.account,
    repositoryName: repository.name,
    repositoryUri: `${registryHost(world)}/${repository.name}`,
    createdAt: new Date(repository.createdAt),
    imageTagMutability: mutability,
    ...(exclusions.length === 0
      ? {}
      : {
          imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({ filterType: 'WILDCARD' as const, filter })),
        }),
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
  }
}
