import { partitionOf } from '../../aws-names.ts'
import type { LongshoreConfig } from '../../normalised.ts'
import { ecsTargets } from '../../targets-of.ts'
import { anyOf, shorten } from '../resources.ts'
import { allow, type Statement } from '../statement.ts'
import { wildcardActions } from '../wildcard-actions.ts'

/** Looking at ECS services. Nothing where none is configured. */
export function readEcs(config: LongshoreConfig, budget: number): Statement[] {
  const { services, serviceDeployments, serviceRevisions, tasks, clusters } = namedResources(config, budget)
  const { describeTaskDefinitions, listTasks } = wildcardActions
  if (services.length === 0) return []
  return [
    ...allow('ReadTaskDefinitions', describeTaskDefinitions.actions, ['*']),
    ...allow('ListTasksOfTheClusters', listTasks.actions, ['*'], { ArnLike: { [listTasks.condition]: clusters } }),
    ...allow('ReadServices', ['ecs:DescribeServices', 'ecs:ListServiceDeployments'], services),
    ...allow('ReadServiceDeployments', ['ecs:DescribeServiceDeployments'], [...services, ...serviceDeployments]),
    ...allow('ReadServiceRevisions', ['ecs:DescribeServiceRevisions'], [...services, ...serviceRevisions]),
    ...allow('ReadTasks', ['ecs:DescribeTasks'], tasks),
  ]
}

/** Deploying to them. */
export function writeEcs(config: LongshoreConfig, budget: number): Statement[] {
  const { services, serviceDeployments, families, roles } = namedResources(config, budget)
  if (services.length === 0) return []
  return [
    ...allow('Deploy', ['ecs:UpdateService', 'ecs:StopServiceDeployment'], services),
    ...allow('RollBackDeployments', ['ecs:StopServiceDeployment'], serviceDeployments),
    ...allow('RegisterRevisions', ['ecs:RegisterTaskDefinition'], families),
    ...allow('TagRevisions', ['ecs:TagResource'], families, {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
    }),
    ...allow('PassTaskRoles', ['iam:PassRole'], roles, {
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    }),
  ]
}

/** ARNs of everything that ECS targets name, by what it is. */
interface NamedResources {
  readonly services: readonly string[]
  readonly serviceDeployments: readonly string[]
  readonly serviceRevisions: readonly string[]
  readonly tasks: readonly string[]
  readonly clusters: readonly string[]
  readonly families: readonly string[]
  readonly roles: readonly string[]
}

function namedResources(config: LongshoreConfig, budget: number): NamedResources {
  const ecs = Object.values(ecsTargets(config))
  const home = `arn:${partitionOf(config.region)}:ecs:${config.region}:${config.account}`
  const services = ecs.map(({ cluster, service }) => `${cluster}/${service}`)
  const clusters = ecs.map(({ cluster }) => cluster)
  const below = (names: readonly string[], path: (name: string) => string): string[] =>
    anyOf(
      names.map((name) => `${home}:${path(name)}`),
      budget,
    )
  return {
    services: shorten(
      services.map((name) => `${home}:service/${name}`),
      budget,
    ),
    serviceDeployments: below(services, (name) => `service-deployment/${name}/`),
    serviceRevisions: below(services, (name) => `service-revision/${name}/`),
    tasks: below(clusters, (name) => `task/${name}/`),
    clusters: shorten(
      clusters.map((name) => `${home}:cluster/${name}`),
      budget,
    ),
    families: below(
      ecs.map(({ family }) => family),
      (family) => `task-definition/${family}:`,
    ),
    roles: shorten(
      ecs.flatMap(({ roles }) => roles),
      budget,
    ),
  }
}
