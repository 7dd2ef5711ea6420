import { partitionOf } from '../../aws-names.ts'
import type { DockerHostTarget, LongshoreConfig } from '../../normalised.ts'
import { dockerHostTargets } from '../../targets-of.ts'
import { unshortened } from '../resources.ts'
import { allow, allowWhere, type Statement } from '../statement.ts'
import { wildcardActions } from '../wildcard-actions.ts'

/** Finding instances, and reading what was sent to them. Nothing where no Docker host is configured. */
export function readDockerHosts(config: LongshoreConfig): Statement[] {
  if (targetsIn(config).length === 0) return []
  return allow('ReadHosts', wildcardActions.readHosts.actions, ['*'])
}

/** Sending commands: the one document, to instances with the very tags of the configuration, since it is root who runs them. */
export function writeDockerHosts(config: LongshoreConfig): Statement[] {
  const targets = targetsIn(config)
  if (targets.length === 0) return []
  const { region, account } = config
  const partition = partitionOf(region)
  const keys = Map.groupBy(targets, ({ tag }) => tag.key)
  return [
    ...allow('ReadAgents', wildcardActions.readAgents.actions, ['*']),
    ...allow('RunShellScripts', ['ssm:SendCommand'], [`arn:${partition}:ssm:${region}::document/AWS-RunShellScript`]),
    ...[...keys].flatMap(([key, some], index) =>
      allowWhere(`RunOnHosts${index}`, ['ssm:SendCommand'], [`arn:${partition}:ec2:${region}:${account}:instance/*`], {
        operator: 'StringEquals',
        key: `ssm:resourceTag/${key}`,
        values: unshortened(some.map(({ tag }) => tag.value)),
      }),
    ),
  ]
}

function targetsIn(config: LongshoreConfig): DockerHostTarget[] {
  return Object.values(dockerHostTargets(config))
}
