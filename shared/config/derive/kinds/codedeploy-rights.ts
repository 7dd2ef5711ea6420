import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { codeDeployTargets } from '../../targets-of.ts'
import { shorten } from '../resources.ts'
import { allow, type Statement } from '../statement.ts'
import { wideActions, wildcardActions } from '../wildcard-actions.ts'

/** Looking at deployments of CodeDeploy; the services themselves are ECS's. Nothing where no target has codeDeploy. */
export function readCodeDeploy(config: LongshoreConfig, budget: number): Statement[] {
  const { groups, configs } = namedResources(config, budget)
  if (groups.length === 0) return []
  const reads = ['BatchGetDeploymentGroups', 'BatchGetDeployments']
  return [
    ...allow(
      'ReadCodeDeployments',
      reads.map((read) => `codedeploy:${read}`),
      groups,
    ),
    ...allow('ReadCodeDeployTargets', wildcardActions.readCodeDeployTargets.actions, ['*']),
    ...allow('ReadDeploymentConfigs', wideActions.readDeploymentConfigs.actions, configs),
  ]
}

/** Deploying by it. CreateDeployment also asks for the right to register the AppSpec that comes with it. */
export function writeCodeDeploy(config: LongshoreConfig, budget: number): Statement[] {
  const { groups, applications } = namedResources(config, budget)
  if (groups.length === 0) return []
  return [
    ...allow('CreateCodeDeployments', ['codedeploy:CreateDeployment'], groups),
    ...allow('RegisterAppSpecs', ['codedeploy:RegisterApplicationRevision'], applications),
    ...allow('LeadCodeDeployments', wildcardActions.leadCodeDeployments.actions, ['*']),
  ]
}

interface NamedResources {
  readonly groups: readonly string[]
  readonly applications: readonly string[]
  readonly configs: readonly string[]
}

function namedResources(config: LongshoreConfig, budget: number): NamedResources {
  const targets = Object.values(codeDeployTargets(config))
  const home = `arn:${partitionOf(config.region)}:codedeploy:${config.region}:${config.account}`
  const named = (names: readonly string[]): string[] =>
    shorten(
      names.map((name) => `${home}:${name}`),
      budget,
    )
  return {
    groups: named(targets.map(({ application, group }) => `deploymentgroup:${application}/${group}`)),
    applications: named(targets.map(({ application }) => `application:${application}`)),
    configs: targets.length === 0 ? [] : [`${home}:deploymentconfig:*`],
  }
}
