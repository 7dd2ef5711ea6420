import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { startDeployment } from './create-deployment.ts'
import type { Routing } from './deployment-configs.ts'
import { deploymentView } from './deployment-view.ts'
import { isConfigured, stopDeployment } from './end-deployment.ts'
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
  /** Removes what the traffic goes through, as somebody who tidies up the load balancer would. */
  readonly removeRoute: (application: string, group: string, what: 'listener' | 'idle-target-group') => void
  /** Oldest first, as GetDeployment shows them. */
  readonly deployments: (application: string, group: string) => DeploymentInfo[]
  /** Percent of production traffic by task set; those that get none are not named. */
  readonly traffic: (application: string, group: string) => Readonly<Record<string, number>>
  readonly groups: () => readonly { readonly application: string; readonly group: string; readonly service: string }[]
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
    removeRoute: (application, group, what) => removeRoute(state, find(application, group), what),
    deployments: (application, group) => find(application, group).deployments.map(deploymentView),
    traffic: (application, group) => find(application, group).traffic,
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
