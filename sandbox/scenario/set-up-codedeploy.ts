import type { CodeDeployControl } from '../services/codedeploy/codedeploy-control.ts'
import type { ServiceSettings } from '../services/ecs/state.ts'
import type { Account } from './account-schema.ts'
import type { CodeDeployGroup } from './codedeploy-schema.ts'
import { milliseconds } from './duration.ts'
import type { Place } from './stack-of.ts'

/** What deployment groups are made in. */
export interface CodeDeployHost {
  readonly codedeploy: CodeDeployControl
}

export const CONTAINER_PORT = 8080

/** What CodeDeploy needs of a service: a container behind a target group. */
export function behindCodeDeploy(
  service: string,
  container: string,
  { account, region }: Place,
): Pick<ServiceSettings, 'loadBalancers'> {
  const targetGroupArn = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${service}-blue/0123456789abcdef`
  return { loadBalancers: [{ targetGroupArn, containerName: container, containerPort: CONTAINER_PORT }] }
}

/** Makes the deployment groups of services that are there already. */
export function setUpCodeDeploy({ services = {} }: Account, { codedeploy }: CodeDeployHost): void {
  for (const [name, { codeDeploy, containers }] of Object.entries(services)) {
    if (codeDeploy) setUpGroup(codedeploy, name, codeDeploy, Object.keys(containers)[0] ?? 'app')
  }
}

function setUpGroup(codedeploy: CodeDeployControl, name: string, wanted: CodeDeployGroup, container: string): void {
  const [cluster = '', service = ''] = name.split('/')
  const { application, group, config, alarms, hooks = {}, neverDeployed, autoRollback, readyWait } = wanted
  for (const [functionName, status] of Object.entries(hooks)) codedeploy.answerHook(functionName, status)
  codedeploy.createGroup({
    ...{ application, group, cluster, service },
    ...(config === undefined ? {} : { config }),
    ...(alarms === undefined ? {} : { alarms }),
    ...(neverDeployed === undefined ? {} : { neverDeployed }),
    ...(autoRollback === false ? { autoRollback: { enabled: false, events: [] } } : {}),
    ...(readyWait === undefined ? {} : { readyWaitMinutes: minutes(readyWait) }),
    ...(wanted.terminationWait === undefined ? {} : { terminationWaitMinutes: minutes(wanted.terminationWait) }),
    testListener: true,
    container: { name: container, port: CONTAINER_PORT },
  })
}

function minutes(duration: string): number {
  return milliseconds(duration) / 60_000
}
