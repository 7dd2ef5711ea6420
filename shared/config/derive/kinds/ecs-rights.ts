import { partitionOf } from '../../aws-names.ts'
import type { EcsTarget, LongshoreConfig } from '../../normalised.ts'
import { codeDeployTargets, ecsTargets, services as servicesIn } from '../../targets-of.ts'
import { anyOf, shorten, unshortened } from '../resources.ts'
import { allow, allowWhere, type Statement } from '../statement.ts'
import { wildcardActions } from '../wildcard-actions.ts'

/** Looking at ECS services. Nothing where none is configured. */
export function readEcs(config: LongshoreConfig, budget: number): Statement[] {
  const all = namedResources(config, servicesIn(config), budget)
  const { describeTaskDefinitions, listTasks } = wildcardActions
  if (all.services.length === 0) return []
  return [
    ...allow('ReadTaskDefinitions', describeTaskDefinitions.actions, ['*']),
    ...allowWhere('ListTasksOfTheClusters', listTasks.actions, ['*'], {
      operator: 'ArnLike',
      key: listTasks.condition,
      values: all.clusters,
    }),
    ...allow('ReadTasks', ['ecs:DescribeTasks'], all.tasks),
    ...readRollouts(config, budget),
    ...allow('ReadServicesOfCodeDeploy', [readService], underCodeDeploy(config, budget).services),
  ]
}

const readService = 'ecs:DescribeServices'

/** Services that ECS itself controls, and their rollouts: AWS wants a service's own right beside that on its rollouts. */
function readRollouts(config: LongshoreConfig, budget: number): Statement[] {
  const { services, serviceDeployments, serviceRevisions } = underEcs(config, budget)
  const [readDeployments, readRevisions] = ['ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions']
  return [
    ...allow('ReadServices', [readService, 'ecs:ListServiceDeployments', readDeployments, readRevisions], services),
    ...allow('ReadServiceDeployments', [readDeployments], serviceDeployments),
    ...allow('ReadServiceRevisions', [readRevisions], serviceRevisions),
  ]
}

/** Deploying to them. */
export function writeEcs(config: LongshoreConfig, budget: number): Statement[] {
  const own = underEcs(config, budget)
  const { families, roles } = namedResources(config, servicesIn(config), budget)
  if (families.length === 0) return []
  return [
    ...allow('Deploy', ['ecs:UpdateService', 'ecs:StopServiceDeployment'], own.services),
    ...allow(
      'RollBackDeployments',
      ['ecs:StopServiceDeployment', 'ecs:ContinueServiceDeployment'],
      own.serviceDeployments,
    ),
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

function underEcs(config: LongshoreConfig, budget: number): NamedResources {
  return namedResources(config, Object.values(ecsTargets(config)), budget)
}

function underCodeDeploy(config: LongshoreConfig, budget: number): NamedResources {
  return namedResources(config, Object.values(codeDeployTargets(config)), budget)
}

function namedResources(config: LongshoreConfig, ecs: readonly EcsTarget[], budget: number): NamedResources {
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
    roles: unshortened(ecs.flatMap(({ roles }) => roles)),
  }
}
