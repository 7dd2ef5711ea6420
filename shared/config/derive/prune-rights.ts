import { parseRepositoryUri, partitionOf } from '../aws-names.ts'
import type { LongshoreConfig } from '../normalised.ts'
import { lambdaTargets, targetsHere } from '../targets-of.ts'
import { readPlatforms } from './platform-rights.ts'
import { unshortened } from './resources.ts'
import { allow, type Statement } from './statement.ts'

/** Looking at repositories and deleting from them: the very repositories that may be pruned, however many they are. */
export function pruneImages({ prune }: LongshoreConfig): Statement[] {
  const arns = (prune?.repositories ?? []).flatMap((uri) => {
    const place = parseRepositoryUri(uri)
    if (!place) return []
    const { account, region, name } = place
    return [`arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`]
  })
  return allow('PruneImages', ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:BatchDeleteImage'], unshortened(arns))
}

/** Looking at what targets have in use; of functions all versions, not only those that are deployed to. */
export function readUsers(config: LongshoreConfig, budget: number): Statement[] {
  const here = targetsHere(config)
  const { account, region } = config
  const home = `arn:${partitionOf(region)}:lambda:${region}:${account}:function`
  const functions = Object.values(lambdaTargets(here)).map(({ function: name }) => `${home}:${name}`)
  return [
    ...readPlatforms(here, budget),
    ...allow('ListVersions', ['lambda:ListVersionsByFunction'], unshortened(functions)),
  ]
}
