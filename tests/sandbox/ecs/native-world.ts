import type { DeploymentConfiguration, DeploymentLifecycleHook } from '@aws-sdk/client-ecs'
import type { Fate, FateName } from '../../../sandbox/services/ecs/fates.ts'
import type { ServiceSetUp } from '../../../sandbox/services/ecs/set-up-service.ts'
import { type Rollout, rollout } from './ecs-world.ts'

export const BLUE_GREEN: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 }
export const LINEAR: DeploymentConfiguration = {
  strategy: 'LINEAR',
  bakeTimeInMinutes: 5,
  linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 2 },
}
export const CANARY: DeploymentConfiguration = {
  strategy: 'CANARY',
  bakeTimeInMinutes: 5,
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 15 },
}

export const LISTENER_RULE =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee'

/** A rollout of `next` onto a settled service with that strategy, two tasks wide. */
export function nativeRollout(
  fate: FateName | Fate,
  configuration: DeploymentConfiguration,
  options: Partial<ServiceSetUp> = {},
): Promise<Rollout> {
  return rollout(fate, { desiredCount: 2, deploymentConfiguration: configuration, ...options })
}

export function withHook(
  configuration: DeploymentConfiguration,
  hook: DeploymentLifecycleHook,
): DeploymentConfiguration {
  return { ...configuration, lifecycleHooks: [hook] }
}

/** Production traffic by image: percents of `old` and `next`. */
export function weightsOf({ ecs, old, next }: Rollout): Record<string, number> {
  const names: Record<string, string> = { [old.digest]: 'old', [next.digest]: 'next' }
  return Object.fromEntries(
    ecs.native.traffic('prod', 'api').map(({ digests, weight }) => [names[digests['app'] ?? ''] ?? 'other', weight]),
  )
}

/** Stages in the order they are reached, with the target's weight where it changes, until nothing runs any more. */
export async function stagesSeen(world: Rollout): Promise<string[]> {
  const seen: string[] = []
  const look = () => {
    const stage = world.ecs.native.stage('prod', 'api')
    const line = `${stage} ${weightsOf(world)['next'] ?? 0}`
    if (stage !== undefined && seen.at(-1) !== line) seen.push(line)
    return statusOf(world) !== 'PENDING' && statusOf(world) !== 'IN_PROGRESS'
  }
  await world.clock.runUntil(look)
  return seen
}

export function statusOf({ ecs }: Rollout): string | undefined {
  return ecs.serviceDeployments('prod', 'api').at(-1)?.status
}

export function reasonOf({ ecs }: Rollout): string | undefined {
  return ecs.serviceDeployments('prod', 'api').at(-1)?.statusReason
}

/** Runs until the deployment is at that stage. */
export async function reach(world: Rollout, stage: string): Promise<void> {
  await world.clock.runUntil(() => world.ecs.native.stage('prod', 'api') === stage, { what: stage })
}
