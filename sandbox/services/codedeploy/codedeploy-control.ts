import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { startDeployment } from './create-deployment.ts'
import type { Routing } from './deployment-configs.ts'
import { deploymentView } from './deployment-view.ts'
import { isConfigured, STOPPED_BY_USER, stopDeployment } from './end-deployment.ts'
import { requireGroup } from './find.ts'
import { type GroupSetUp, setUpGroup } from './set-up-group.ts'
import { activeDeployment, type CodeDeployState, type Group } from './state.ts'

/** Set-up and read-back of the simulated CodeDeploy. A group is named by application and group. */
export interface CodeDeployControl {
  /** The deployment group of an ECS service that is there already. @returns the id of the deployment that counts as its last */
  readonly createGroup: (wanted: GroupSetUp) => string | undefined
  readonly deleteGroup: (application: string, group: string) => void
  /** A configuration of the account's own, beside those of AWS. */
  readonly createConfig: (name: string, routing: Routing) => void
  /** What a function says from now on when a lifecycle event calls it; unless told, it succeeds after two seconds. */
  readonly answerHook: (functionName: string, status: 'Succeeded' | 'Failed' | 'silent', afterSeconds?: number) => void
  /** Somebody's own deployment. @returns its id. @throws AwsError as CreateDeployment does */
  readonly deploy: (application: string, group: string, wanted: OwnDeployment) => string
  /** An alarm of the group fires: it stops the deployment in progress, and rolls it back if that is configured. */
  readonly fireAlarm: (application: string, group: string, alarm: string) => void
  /** A CloudWatch alarm fires: whichever groups watch it heed it. */
  readonly alarm: (name: string) => void
  /** Removes what the traffic goes through, as somebody who tidies up the load balancer would. */
  readonly removeRoute: (application: string, group: string, what: 'listener' | 'idle-target-group') => void
  /** Oldest first, as GetDeployment shows them. */
  readonly deployments: (application: string, group: string) => DeploymentInfo[]
  /** Percent of production traffic by task set; those that get none are not named. */
  readonly traffic: (application: string, group: string) => Readonly<Record<string, number>>
  /** Somebody stops the deployment in progress, and rolls it back. */
  readonly stop: (application: string, group: string) => void
  /** Somebody ends the wait that the deployment in progress is in. */
  readonly proceed: (application: string, group: string) => void
  /** Percent of production traffic that the newest deployment of a service (`cluster/service`) got. */
  readonly share: (service: string) => number
  /** Status of the newest deployment of a service (`cluster/service`). */
  readonly status: (service: string) => string | undefined
  /** Who gets production traffic: percent and digests by container; nothing for a service without a group. */
  readonly served: (service: string) => Traffic[]
  readonly groups: () => readonly { readonly application: string; readonly group: string; readonly service: string }[]
}

export interface Traffic {
  readonly weight: number
  readonly digests: Readonly<Record<string, string>>
}

export interface OwnDeployment {
  /** ARN or `family:revision`. */
  readonly taskDefinition: string
  readonly containerName: string
  readonly containerPort: number
  readonly config?: string
  readonly description?: string
  /** Function by lifecycle event. */
  readonly hooks?: Readonly<Record<string, string>>
}

export function codeDeployControl(state: CodeDeployState): CodeDeployControl {
  const find = (application: string, group: string) =>
    requireGroup(state, { applicationName: application, deploymentGroupName: group })
  return {
    createGroup: (wanted) => setUpGroup(state, wanted),
    deleteGroup: (application, group) => void find(application, group).application.groups.delete(group),
    createConfig: (name, routing) => void state.configs.set(name, routing),
    answerHook: (name, status, afterSeconds = 2) => void state.hookAnswers.set(name, { status, afterSeconds }),
    deploy: (application, group, wanted) => deploy(state, application, group, wanted),
    fireAlarm: (application, group, alarm) => fireAlarm(state, find(application, group), alarm),
    alarm(name) {
      for (const group of groupsWatching(state, name)) fireAlarm(state, group, name)
    },
    removeRoute: (application, group, what) => removeRoute(state, find(application, group), what),
    deployments: (application, group) => find(application, group).deployments.map(deploymentView),
    traffic: (application, group) => find(application, group).traffic,
    stop: (application, group) => stopNow(state, find(application, group)),
    proceed: (application, group) => proceed(find(application, group)),
    share: (service) => share(groupOf(state, service)),
    status: (service) => groupOf(state, service)?.deployments.at(-1)?.status,
    served: (service) => served(state, groupOf(state, service)),
    groups: () =>
      [...state.applications.values()].flatMap(({ name, groups }) =>
        [...groups.values()].map((group) => ({
          application: name,
          group: group.name,
          service: `${group.cluster}/${group.service}`,
        })),
      ),
  }
}

function deploy(state: CodeDeployState, application: string, group: string, wanted: OwnDeployment): string {
  const { taskDefinition, containerName, containerPort, config, description, hooks = {} } = wanted
  const LoadBalancerInfo = { ContainerName: containerName, ContainerPort: containerPort }
  const Properties = { TaskDefinition: taskDefinition, LoadBalancerInfo }
  const content = JSON.stringify({
    version: 0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
    Hooks: Object.entries(hooks).map(([event, name]) => ({ [event]: name })),
  })
  return startDeployment(state, {
    applicationName: application,
    deploymentGroupName: group,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    ...(config === undefined ? {} : { deploymentConfigName: config }),
    ...(description === undefined ? {} : { description }),
  })
}

function groupsWatching(state: CodeDeployState, alarm: string): Group[] {
  const groups = [...state.applications.values()].flatMap((application) => [...application.groups.values()])
  return groups.filter(({ alarms }) => alarms.includes(alarm))
}

function fireAlarm(state: CodeDeployState, group: Group, alarm: string): void {
  if (!group.alarms.includes(alarm)) {
    throw new Error(`Cannot fire ${alarm}: the group ${group.name} does not watch it. Name it in its alarms.`)
  }
  const active = activeDeployment(group)
  if (!active || active.creator === 'codeDeployRollback') return
  const message =
    'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, ' +
    `and the affected deployments have been stopped. Activated alarms: <${alarm}>`
  stopDeployment(state, active, { code: 'ALARM_ACTIVE', message }, isConfigured(active, 'DEPLOYMENT_STOP_ON_ALARM'))
}

function removeRoute(state: CodeDeployState, group: Group, what: 'listener' | 'idle-target-group'): void {
  if (what === 'listener') {
    group.listener.isGone = true
    return
  }
  const primary = state.taskSets.all(group.cluster, group.service).find(({ status }) => status === 'PRIMARY')
  const idle = group.targetGroups.find(({ arn }) => arn !== primary?.targetGroupArn)
  if (idle) idle.isGone = true
}

function stopNow(state: CodeDeployState, group: Group): void {
  const active = activeDeployment(group)
  if (!active) throw new Error(`Cannot stop the deployment of ${group.name}: none is in progress. Begin one first.`)
  stopDeployment(state, active, { code: 'MANUAL_STOP', message: STOPPED_BY_USER }, true)
}

function proceed(group: Group): void {
  const waiting = activeDeployment(group)?.proceed
  if (!waiting) throw new Error(`Cannot let the deployment of ${group.name} go on: it does not wait.`)
  waiting.run()
}

function groupOf(state: CodeDeployState, service: string): Group | undefined {
  const groups = [...state.applications.values()].flatMap((application) => [...application.groups.values()])
  return groups.find((group) => `${group.cluster}/${group.service}` === service)
}

function share(group: Group | undefined): number {
  const green = group?.deployments.at(-1)?.green
  return (green === undefined ? undefined : group?.traffic[green]) ?? 0
}

function served({ taskSets }: CodeDeployState, group: Group | undefined): Traffic[] {
  if (!group) return []
  return taskSets.all(group.cluster, group.service).flatMap(({ id, digests }) => {
    const weight = group.traffic[id] ?? 0
    return weight === 0 ? [] : [{ weight, digests }]
  })
}
