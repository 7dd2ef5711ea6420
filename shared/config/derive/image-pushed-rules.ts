import { parseRepositoryUri } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import type { EventPattern } from './event-pattern.ts'
import { matchNames } from './match-names.ts'

/**
 * Tagged pushes and replications into the repositories that targets follow. One pattern covers both, since their fields
 * have the same names; `anything-but` refuses an empty tag and, as AWS evaluates it, a missing one.
 */
export function imagePushedRules(config: LongshoreConfig): readonly EventPattern[] {
  const repositories = followedRepositories(config)
  return [
    {
      source: ['aws.ecr'],
      'detail-type': ['ECR Image Action', 'ECR Replication Action'],
      account: [...new Set(repositories.map(({ account }) => account))].sort(),
      region: [...new Set(repositories.map(({ region }) => region))].sort(),
      detail: {
        'action-type': ['PUSH', 'REPLICATE'],
        result: ['SUCCESS'],
        'repository-name': matchNames(repositories.map(({ name }) => name)),
        'image-tag': [{ 'anything-but': '' }],
      },
    },
  ]
}

/** Every repository that some target follows, taken apart. */
export function followedRepositories(config: LongshoreConfig): { account: string; region: string; name: string }[] {
  const uris = Object.values(config.targets).flatMap(({ policy }) =>
    Object.values(policy.containers).map(({ repository }) => repository),
  )
  return [...new Set(uris)].map(parseRepositoryUri).filter((repository) => repository !== undefined)
}
