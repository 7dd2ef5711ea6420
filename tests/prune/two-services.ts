import { aContainer, aTarget } from '../config/a-configuration.ts'
import { host } from '../contracts/aws-world.ts'
import { type PruneWorld, pruneWorld } from './prune-world.ts'

/** Two services, each with a repository of its name; `stable` is what they follow. */
export async function twoServicesWorld(rules: Record<string, unknown> = {}): Promise<PruneWorld> {
  const targets = {
    api: aTarget('api', {}, { containers: { app: aContainer('team/api', { semver: '>=1.0.0' }) } }),
    web: aTarget('web', {}, { containers: { app: aContainer('team/web', { exact: 'stable' }) } }),
  }
  const world = await pruneWorld(targets, rules)
  for (const name of ['api', 'web']) {
    world.old(`team/${name}`, 'running', 300, { tag: 'running' })
    world.old(`team/${name}`, 'newest', 40, { tag: 'newest' })
    world.aws.ecs.createService({
      ...{ cluster: 'production', name, containers: { app: `${host}/team/${name}:running` } },
    })
  }
  return world
}
