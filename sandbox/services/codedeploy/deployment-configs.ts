import type { DeploymentConfigInfo, GetDeploymentConfigOutput, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy'
import { AwsError, type Operation } from '../../kernel/service.ts'
import type { CodeDeployState } from './state.ts'

/** How production traffic moves to the new task set. */
export type Routing =
  | { readonly kind: 'all-at-once' }
  /** So many percent first, all of it after so many minutes. */
  | { readonly kind: 'canary'; readonly percent: number; readonly minutes: number }
  /** So many percent more every so many minutes. */
  | { readonly kind: 'linear'; readonly percent: number; readonly minutes: number }

/** The configurations that AWS has for ECS. */
const OF_AWS: Readonly<Record<string, Routing>> = {
  'CodeDeployDefault.ECSAllAtOnce': { kind: 'all-at-once' },
  'CodeDeployDefault.ECSLinear10PercentEvery1Minutes': { kind: 'linear', percent: 10, minutes: 1 },
  'CodeDeployDefault.ECSLinear10PercentEvery3Minutes': { kind: 'linear', percent: 10, minutes: 3 },
  'CodeDeployDefault.ECSCanary10Percent5Minutes': { kind: 'canary', percent: 10, minutes: 5 },
  'CodeDeployDefault.ECSCanary10Percent15Minutes': { kind: 'canary', percent: 10, minutes: 15 },
}

export const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce'

/** @throws AwsError DeploymentConfigDoesNotExistException */
export function requireRouting(state: CodeDeployState, name: string): Routing {
  const routing = state.configs.get(name) ?? OF_AWS[name]
  if (routing) return routing
  throw new AwsError(
    'DeploymentConfigDoesNotExistException',
    `No Deployment Configuration found with the name: ${name}`,
  )
}

/** When production traffic changes: minutes since the shift began, and percent of it that the new task set then has. */
export function trafficSteps(routing: Routing): { readonly afterMinutes: number; readonly percent: number }[] {
  switch (routing.kind) {
    case 'all-at-once':
      return [{ afterMinutes: 0, percent: 100 }]
    case 'canary':
      return [
        { afterMinutes: 0, percent: routing.percent },
        { afterMinutes: routing.minutes, percent: 100 },
      ]
    case 'linear': {
      const count = Math.ceil(100 / routing.percent)
      return Array.from({ length: count }, (_, index) => ({
        afterMinutes: index * routing.minutes,
        percent: Math.min(100, (index + 1) * routing.percent),
      }))
    }
  }
}

export function getDeploymentConfig(state: CodeDeployState): Operation {
  return (input): GetDeploymentConfigOutput => {
    const deploymentConfigName: string = input['deploymentConfigName']
    const routing = requireRouting(state, deploymentConfigName)
    const deploymentConfigInfo: DeploymentConfigInfo = {
      deploymentConfigId: '00000000-0000-0000-0000-000000000000',
      deploymentConfigName,
      computePlatform: 'ECS',
      createTime: new Date('2018-11-27T00:00:00Z'),
      trafficRoutingConfig: routingView(routing),
    }
    return { deploymentConfigInfo }
  }
}

function routingView(routing: Routing): TrafficRoutingConfig {
  switch (routing.kind) {
    case 'all-at-once':
      return { type: 'AllAtOnce' }
    case 'canary':
      return {
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: routing.percent, canaryInterval: routing.minutes },
      }
    case 'linear':
      return {
        type: 'TimeBasedLinear',
        timeBasedLinear: { linearPercentage: routing.percent, linearInterval: routing.minutes },
      }
  }
}
