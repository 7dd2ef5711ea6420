import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import { digest, repository, type SandboxWorld, sandboxWorld } from './platform-worlds.ts'

const cluster = 'production'

/** The same services with another strategy than rolling. */
export async function strategyWorld(
  configuration: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 },
): Promise<SandboxWorld> {
  const world = await sandboxWorld()
  return {
    ...world,
    addService: (name, { n, desired = 2, breaker = 'off', tag }) =>
      void world.aws.ecs.createService({
        ...{ cluster, name, desiredCount: desired, deploymentConfiguration: configuration },
        breaker: breaker === 'rollback-new-id' ? 'rollback' : breaker,
        containers: { app: tag === undefined ? `${repository}@${digest(n)}` : `${repository}:${tag}` },
      }),
  }
}
