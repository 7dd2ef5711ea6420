import { AwsError, type Operation } from '../../kernel/service.ts'
import type { Input } from '../input.ts'
import { requireRepository } from './find-image.ts'
import type { Registry, RepositorySettings } from './state.ts'

/** Tag mutability and lifecycle policies. They are kept and told; nothing here expires an image or refuses a tag. */
export function repositorySettings(registry: Registry): Record<string, Operation> {
  const at = (input: Input) => requireRepository(registry, input['repositoryName'])
  const place = (input: Input) => ({ registryId: registry.world.account, repositoryName: input['repositoryName'] })
  return {
    PutImageTagMutability(input) {
      const filters: Input[] = input['imageTagMutabilityExclusionFilters'] ?? []
      const mutability: RepositorySettings['mutability'] = input['imageTagMutability']
      Object.assign(at(input).settings, { mutability, exclusions: filters.map(({ filter }) => String(filter)) })
      return { ...place(input), imageTagMutability: mutability }
    },
    PutLifecyclePolicy(input) {
      at(input).settings.lifecyclePolicy = String(input['lifecyclePolicyText'])
      return { ...place(input), lifecyclePolicyText: input['lifecyclePolicyText'] }
    },
    GetLifecyclePolicy: (input) => ({ ...place(input), lifecyclePolicyText: policyOf(registry, input) }),
    DeleteLifecyclePolicy(input) {
      const lifecyclePolicyText = policyOf(registry, input)
      at(input).settings.lifecyclePolicy = undefined
      return { ...place(input), lifecyclePolicyText }
    },
  }
}

function policyOf(registry: Registry, input: Input): string {
  const { name, settings } = requireRepository(registry, input['repositoryName'])
  if (settings.lifecyclePolicy !== undefined) return settings.lifecyclePolicy
  throw new AwsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${registry.world.account}'`,
  )
}
