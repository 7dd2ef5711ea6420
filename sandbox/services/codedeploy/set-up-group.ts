import { uuid } from '../../kernel/random.ts'
import type { TaskSetNow } from '../ecs/task-set-control.ts'
import { addDeployment } from './add-deployment.ts'
import { launchProperties, sha256 } from './app-spec.ts'
import { ALL_AT_ONCE } from './deployment-configs.ts'
import type { AutoRollback, CodeDeployState, Group } from './state.ts'

/** A deployment group as a test or a scenario wants it. */
export interface GroupSetUp {
  readonly application: string
  readonly group: string
  readonly cluster: string
  readonly service: string
  /** Default CodeDeployDefault.ECSAllAtOnce. */
  readonly config?: string
  /** Default: rolls back after a failure, a stop and an alarm. */
  readonly autoRollback?: AutoRollback
  /** READY waits so long for ContinueDeployment; default 0: it does not wait. */
  readonly readyWaitMinutes?: number
  /** How long the old task set stays after all traffic moved; default 5. */
  readonly terminationWaitMinutes?: number
  readonly testListener?: boolean
  /** Names of CloudWatch alarms. */
  readonly alarms?: readonly string[]
  /** The service was created and never deployed by CodeDeploy: its task set has no external id. */
  readonly neverDeployed?: boolean
  /** For the AppSpec of the deployment that counts as the last one. */
  readonly container?: { readonly name: string; readonly port: number }
}

const ALL_EVENTS: AutoRollback = {
  enabled: true,
  events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
}

const DAY = 86_400_000

export function setUpGroup(state: CodeDeployState, wanted: GroupSetUp): string | undefined {
  const [primary] = state.taskSets.all(wanted.cluster, wanted.service)
  if (!primary) {
    throw new Error(
      `Cannot make the deployment group ${wanted.group}: there is no service ${wanted.cluster}/${wanted.service} ` +
        'with the CODE_DEPLOY controller. Create it first.',
    )
  }
  const group = newGroup(state, wanted, primary.targetGroupArn)
  group.traffic = { [primary.id]: 100 }
  group.application.groups.set(group.name, group)
  if (wanted.neverDeployed) return undefined
  const id = recordSuccess(state, group, wanted, primary)
  state.taskSets.attribute(group.cluster, group.service, id)
  return id
}

function newGroup(state: CodeDeployState, wanted: GroupSetUp, blueArn: string | undefined): Group {
  const { region, account } = state.world
  const { service } = wanted
  const balancing = `arn:aws:elasticloadbalancing:${region}:${account}`
  const targetGroup = (name: string, arn = `${balancing}:targetgroup/${name}/0123456789abcdef`) => ({
    name,
    arn,
    isGone: false,
  })
  const listener = (id: string) => `${balancing}:listener/app/${service}/0123456789abcdef/${id}`
  const known = state.applications.get(wanted.application)
  const application = known ?? { name: wanted.application, groups: new Map(), revisions: new Map() }
  state.applications.set(application.name, application)
  return {
    id: uuid(state.random),
    name: wanted.group,
    application,
    cluster: wanted.cluster,
    service,
    config: wanted.config ?? ALL_AT_ONCE,
    autoRollback: wanted.autoRollback ?? ALL_EVENTS,
    readyWaitMinutes: wanted.readyWaitMinutes ?? 0,
    terminationWaitMinutes: wanted.terminationWaitMinutes ?? 5,
    targetGroups: [targetGroup(`${service}-blue`, blueArn), targetGroup(`${service}-green`)],
    listener: { arn: listener('a1'), isGone: false },
    testListenerArn: wanted.testListener ? listener('b2') : undefined,
    alarms: wanted.alarms ?? [],
    deployments: [],
    traffic: {},
  }
}

/** The deployment of yesterday that brought what runs. */
function recordSuccess(state: CodeDeployState, group: Group, wanted: GroupSetUp, primary: TaskSetNow): string {
  const { container = { name: 'app', port: 80 } } = wanted
  const LoadBalancerInfo = { ContainerName: container.name, ContainerPort: container.port }
  const { taskDefinition: TaskDefinition, launch } = primary
  const Properties = { TaskDefinition, LoadBalancerInfo, ...launchProperties(launch) }
  const content = JSON.stringify({
    version: 0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
  })
  const made = addDeployment(state, group, {
    config: group.config,
    creator: 'user',
    description: undefined,
    revision: { content, sha256: sha256(content) },
    autoRollback: group.autoRollback,
  })
  const then = made.createdAt - DAY
  const [blue] = state.taskSets.all(group.cluster, group.service)
  Object.assign(made, {
    createdAt: then,
    startedAt: then + 5_000,
    completedAt: then + 120_000,
    lastUpdatedAt: then + 120_000,
    status: 'Succeeded',
    targetStatus: 'Succeeded',
    green: blue?.id,
  })
  for (const event of made.events) event.status = 'Succeeded'
  return made.id
}
