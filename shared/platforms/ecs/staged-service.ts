import type { Service, ServiceDeployment } from '@aws-sdk/client-ecs'

/** Whether deployments of a service go through stages that DescribeServices does not tell: another strategy, or hooks. */
export function isStaged({ deploymentConfiguration }: Service): boolean {
  const { strategy = 'ROLLING', lifecycleHooks = [] } = deploymentConfiguration ?? {}
  return strategy !== 'ROLLING' || lifecycleHooks.length > 0
}

/** Still on its way forward. */
export function goesForward({ status }: Pick<ServiceDeployment, 'status'>): boolean {
  return status === 'PENDING' || status === 'IN_PROGRESS'
}

/** On its way back to what served before. */
export function goesBack({ status }: Pick<ServiceDeployment, 'status'>): boolean {
  return status === 'ROLLBACK_REQUESTED' || status === 'ROLLBACK_IN_PROGRESS'
}
